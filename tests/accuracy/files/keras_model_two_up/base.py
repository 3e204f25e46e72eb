"""The common base."""

import keras


class Base(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = keras.layers.Dense(1)
