"""Operators and keras.ops on a symbolic tensor stay symbolic; its shape is a tuple."""

import keras
from keras import ops

pixels = keras.Input(shape=(8, 8, 1))
scaled = pixels / 255.0
middle = ops.mean(scaled, axis=(1, 2))
print(scaled, middle)  #? scaled is symbolic tensor; middle is symbolic tensor
print(ops.mean([1.0, 2.0]))  #? ops.mean([1.0, 2.0]) is eager tensor
print(middle.shape)  #? middle.shape is container
