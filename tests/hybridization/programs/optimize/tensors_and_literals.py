"""Numbers among the arguments make a graph for each: it becomes eager."""

import tensorflow as tf


@tf.function  #-
def power(x, n):  #? graph tensor literal, P3
    return x**n


power(tf.constant(2.0), 2)
power(tf.constant(2.0), 3)
