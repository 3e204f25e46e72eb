"""An attribute that ``build`` makes and ``call`` writes to is written to each time."""

import tensorflow as tf


class Last(tf.keras.layers.Layer):
    def build(self, shape):
        self.last = None

    def call(self, x):  #? eager tensor effects, stays: has-python-side-effects
        self.last = x * 2
        return x


Last()(tf.ones([2]))
