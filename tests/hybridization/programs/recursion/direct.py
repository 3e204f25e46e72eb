"""A function that calls itself cannot become a graph."""

import tensorflow as tf


def power(x, n):  #? eager tensor recursive, stays: is-recursive
    return x if n is None else power(x * x, None)


power(tf.constant(2.0), None)
