"""Also through functions between them."""

import tensorflow as tf


def double(x):  #? eager tensor, stays: has-covered-callers
    return x * 2


def between(x):  #? eager tensor, stays: has-covered-callers
    return double(x) + 1


@tf.function
def outer(x):
    return between(x)


outer(tf.constant(1.0))
