"""The second argument of ``tf.sqrt`` is a name: eagerly a number for it does nothing, in a graph it raises."""

import tensorflow as tf


def root(x):  #? eager tensor, stays: has-invalid-name-arguments
    return tf.sqrt(x, 2)


def total(x):  #? eager tensor, stays: has-invalid-name-arguments
    return tf.reduce_sum(x, name=tf.float32)


root(tf.constant([1.0]))
total(tf.constant([1.0]))
