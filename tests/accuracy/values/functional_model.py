"""keras.Input and the layers called on it give symbolic tensors, Model ties them to a model."""

import keras
from keras import layers

entry = keras.Input(shape=(4,))
hidden = layers.Dense(8, activation="relu")(entry)
result = layers.Dense(1)(hidden)
net = keras.Model(entry, result)
print(entry, result)  #? entry is symbolic tensor; result is symbolic tensor
print(net)  #? net is Keras model
print(layers.Dense(8))  #? layers.Dense(8) is Keras layer
