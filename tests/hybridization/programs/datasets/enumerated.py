"""Python numbers the elements with numbers of its own, ``dataset.enumerate()`` with tensors."""

import tensorflow as tf


def at(i, x):  #? eager tensor literal, stays: has-primitive-parameters
    return x * i


#+ @tf.function
def placed(i, x):  #? eager tensor, P1
    return x * i


dataset = tf.data.Dataset.range(3)
for i, x in enumerate(dataset):
    at(i, x)
for i, x in dataset.enumerate():
    placed(i, x)
