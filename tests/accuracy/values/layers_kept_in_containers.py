"""Lists and dicts of layers and models are containers, what is taken out is not."""

import keras

heads = {"age": keras.layers.Dense(1), "job": keras.layers.Dense(9)}
nets = [keras.Sequential([keras.layers.Dense(n)]) for n in (1, 2)]
print(heads, nets)  #? heads is container of Keras layer; nets is container of Keras model
entry = keras.Input(shape=(4,))
outs = {name: head(entry) for name, head in heads.items()}  #? name is string
print(outs)  #? outs is container of symbolic tensor
