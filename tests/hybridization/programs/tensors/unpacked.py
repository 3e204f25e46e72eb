"""Tuples are unpacked item by item."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


def scale(n):  #? eager literal, stays: has-no-tensor-parameters has-primitive-parameters
    return n


x, n = tf.constant(1.0), 3
double(x)
scale(n)
