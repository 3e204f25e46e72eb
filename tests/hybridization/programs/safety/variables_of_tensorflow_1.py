"""What TensorFlow 1 makes belongs to the graph that is built around it."""

import tensorflow.compat.v1 as tf


def dense(x):  #? eager tensor, stays: has-eager-only-calls
    with tf.variable_scope("dense"):
        return tf.matmul(x, tf.get_variable("w", [2, 2]))


dense(tf.ones([2, 2]))
