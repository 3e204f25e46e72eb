"""A function that helps to build a functional model is given what stands for tensors, which graphs do not take."""

import tensorflow as tf


def block(x):  #? eager tensor, stays: has-keras-symbolic-arguments
    return tf.nn.relu(x)


inputs = tf.keras.Input([2])
model = tf.keras.Model(inputs, block(tf.keras.layers.Dense(2)(inputs)))
