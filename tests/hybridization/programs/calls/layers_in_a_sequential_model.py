"""A sequential model calls the layers that it is made of."""

import tensorflow as tf


class Scale(tf.keras.layers.Layer):
    #+ @tf.function
    def call(self, x):  #? eager tensor, P1
        return x * 2


net = tf.keras.Sequential([Scale(), tf.keras.layers.Dense(2)])
net(tf.ones([1, 2]))
