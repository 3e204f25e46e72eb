"""A model with two outputs gives a list: eager tensors when called, arrays when predicted."""

import keras
import numpy as np

entry = keras.Input(shape=(4,))
mean, spread = keras.layers.Dense(2)(entry), keras.layers.Dense(2)(entry)
coder = keras.Model(entry, [mean, spread])
center, width = coder(np.ones((3, 4)))
print(center, width)  #? center is eager tensor; width is eager tensor
print(coder.predict(np.ones((3, 4)))[0])  #? coder.predict(np.ones((3, 4)))[0] is array
print(mean)  #? mean is symbolic tensor
