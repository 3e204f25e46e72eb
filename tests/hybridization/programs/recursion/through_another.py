"""Nor can two that call each other; who calls them is not recursive."""

import tensorflow as tf


def even(x):  #? eager tensor recursive, stays: is-recursive
    return odd(x - 1)


def odd(x):  #? eager tensor recursive, stays: is-recursive
    return even(x - 1)


#+ @tf.function
def parity(x):  #? eager tensor, P1
    return even(x)


parity(tf.constant(2))
