"""A subclass of Layer is a layer, on a symbolic tensor it gives a symbolic one."""

import tensorflow as tf
from keras import Input, layers


class Doubled(layers.Layer):  #? instance is Keras layer
    def call(self, signal):
        return signal * 2


twice = Doubled()
print(twice)  #? twice is Keras layer
print(twice(Input(shape=(4,))))  #? twice(Input(shape=(4,))) is symbolic tensor
print(twice(tf.zeros((1, 4))))  #? twice(tf.zeros((1, 4))) is eager tensor
