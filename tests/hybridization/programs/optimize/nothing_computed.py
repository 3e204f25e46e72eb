"""A graph function that computes nothing becomes eager."""

import tensorflow as tf


@tf.function  #-
def same(x):  #? graph tensor, P6
    return x


same(tf.constant(2.0))
