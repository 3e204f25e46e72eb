"""One symbolic call among real ones is enough."""

import tensorflow as tf


def block(x):  #? eager tensor, stays: has-keras-symbolic-arguments
    return tf.nn.relu(x)


block(tf.ones([2]))
block(tf.keras.Input([2]))
