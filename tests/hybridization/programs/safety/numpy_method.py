"""A tensor of a graph has no ``.numpy()``."""

import tensorflow as tf


def value(x):  #? eager tensor, stays: has-eager-only-calls
    return (x * 2).numpy()


value(tf.constant(1.0))
