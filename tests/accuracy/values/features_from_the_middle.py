"""The input and a layer's output of a built model are symbolic; they make another model."""

import keras

entry = keras.Input(shape=(4,))
middle = keras.layers.Dense(3, name="code")(entry)
whole = keras.Model(entry, keras.layers.Dense(1)(middle))
inner = whole.get_layer("code").output
probe = keras.Model(whole.input, inner)
print(inner, whole.input)  #? inner is symbolic tensor; whole.input is symbolic tensor
print(probe)  #? probe is Keras model
