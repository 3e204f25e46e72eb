"""Calling a model calls its ``call``."""

import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2)

    #+ @tf.function
    def call(self, x):  #? eager tensor, P1
        return self.dense(x)


net = Net()
net(tf.ones([1, 2]))
