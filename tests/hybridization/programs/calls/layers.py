"""So does calling a layer, inside of a model."""

import tensorflow as tf


class Scale(tf.keras.layers.Layer):
    #+ @tf.function
    def call(self, x):  #? eager tensor, P1
        return x * 2


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.scale = Scale()

    #+ @tf.function
    def call(self, x):  #? eager tensor, P1
        return self.scale(x)


Net()(tf.ones([1, 2]))
