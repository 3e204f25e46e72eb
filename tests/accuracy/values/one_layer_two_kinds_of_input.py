"""The same layer gives a symbolic tensor for a symbolic one and an eager one for an eager one."""

import tensorflow as tf
from tensorflow import keras

shared = keras.layers.Dense(2)
entry = keras.Input(shape=(3,))
rows = tf.ones((5, 3))
print(shared, rows)  #? shared is Keras layer; rows is eager tensor
print(shared(entry))  #? shared(entry) is symbolic tensor
print(shared(rows))  #? shared(rows) is eager tensor
