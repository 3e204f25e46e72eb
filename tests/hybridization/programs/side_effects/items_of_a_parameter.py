"""What is put into a list of the caller's stays there."""

import tensorflow as tf


def collect(x, found):  #? eager tensor effects, stays: has-python-side-effects
    found[0] = x
    return x * 2


collect(tf.constant(1.0), [None])
