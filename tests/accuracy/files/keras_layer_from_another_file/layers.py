"""Two layers, one upon the other."""

import keras


class Scale(keras.layers.Layer):
    def call(self, inputs):
        return inputs * 2.0


class Shift(Scale):  #? instance is Keras layer
    def call(self, inputs):
        return super().call(inputs) + 1.0
