"""And to ``call`` in a model."""

import tensorflow as tf


class Net(tf.keras.Model):
    def call(self, x):  #? eager tensor recursive, stays: is-recursive
        return self(x * 2)


Net()(tf.constant(1.0))
