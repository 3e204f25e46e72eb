"""A function of the file that happens to be called ``function`` makes no graphs."""

import tensorflow as tf


def function(f):
    return f


@function
#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


double(tf.constant(1.0))
