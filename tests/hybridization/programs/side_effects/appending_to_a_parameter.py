"""Appending to a list of the caller's is a side effect of the function, and none of the caller that made the list."""

import tensorflow as tf


def collect(x, found):  #? eager tensor effects, stays: has-python-side-effects
    found.append(x)


#+ @tf.function
def double(x):  #? eager tensor, P1
    found = []
    collect(x, found)
    return found[0] * 2


double(tf.constant(1.0))
