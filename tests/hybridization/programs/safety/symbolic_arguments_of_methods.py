"""Layers of the project may be called so: Keras sees to it."""

import tensorflow as tf


class Scale(tf.keras.layers.Layer):
    #+ @tf.function
    def call(self, x):  #? eager tensor, P1
        return x * 2


Scale()(tf.keras.Input([2]))
