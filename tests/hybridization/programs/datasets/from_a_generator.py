"""A generator function of the program feeds a dataset."""

import tensorflow as tf


def numbers():  #? eager, stays: has-no-tensor-parameters
    for i in range(3):
        yield i


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


for x in tf.data.Dataset.from_generator(numbers, tf.int32):
    double(x)
