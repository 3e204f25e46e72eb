"""``call`` of a model takes tensors, called or not."""

import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2)

    #+ @tf.function
    def call(self, x):  #? eager tensor, P1, told
        return self.dense(x)
