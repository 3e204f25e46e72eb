"""A graph function in another needs no decorator of its own, which is said and not done."""

import tensorflow as tf


@tf.function
def double(x):  #? graph tensor, stays: has-no-primitive-parameters, told
    return x * 2


@tf.function
def quadruple(x):
    return double(double(x))


quadruple(tf.constant(1.0))
