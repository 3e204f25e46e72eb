"""A layer of another file gives symbolic tensors for keras.Input and eager ones for data."""

import keras
import tensorflow as tf

from layers import Shift

shift = Shift()
entry = keras.Input(shape=(4,))
exit_ = shift(entry)  #? exit_ is symbolic tensor
wired = keras.Model(entry, exit_)  #? wired is Keras model
moved = shift(tf.zeros((1, 4)))  #? moved is eager tensor
