"""Neither is one over what is computed from it."""

import tensorflow as tf


def total(x):  #? eager tensor, stays: has-tensor-parameter-iteration
    doubled = x * 2
    found = tf.constant(0.0)
    for row in tf.reshape(doubled, [-1]):
        found += row
    return found


total(tf.constant([1.0]))
