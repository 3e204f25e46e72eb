"""A loop over the rows of a tensor is not for a graph."""

import tensorflow as tf


def total(x):  #? eager tensor, stays: has-tensor-parameter-iteration
    found = tf.constant(0.0)
    for row in x:
        found += row
    return found


total(tf.constant([1.0]))
