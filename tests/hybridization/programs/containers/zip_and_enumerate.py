"""``zip`` and ``enumerate`` hand items on."""

import tensorflow as tf


#+ @tf.function
def add(a, b):  #? eager tensor, P1
    return a + b


def at(i, x):  #? eager tensor literal, stays: has-primitive-parameters
    return x + i


xs = [tf.constant(1.0)]
for a, b in zip(xs, xs):
    add(a, b)
for i, x in enumerate(xs):
    at(i, x)
