"""A whole model is called like a layer: on an Input it is symbolic, on numbers eager."""

import numpy as np
from tensorflow.keras import Input, Sequential, layers

encoder = Sequential([layers.Flatten(), layers.Dense(3)])
entry = Input(shape=(2, 2))
code = encoder(entry)
print(code)  #? code is symbolic tensor
real = encoder(np.zeros((5, 2, 2)), training=False)
print(real, encoder)  #? real is eager tensor; encoder is Keras model
