"""What is computed from numbers is a number."""

import tensorflow as tf


def at(x, i):  #? eager tensor literal, stays: has-primitive-parameters
    return x * i


n = 3
at(tf.constant(1.0), 2 * n + 1)
