"""A default that some call replaces is not."""

import tensorflow as tf


def scaled(x, factor=2.0):  #? eager tensor literal, stays: has-primitive-parameters
    return x * factor


scaled(tf.constant(1.0))
scaled(tf.constant(1.0), factor=3.0)
