"""Both branches build a model, so a model comes back; a third name may be None."""

import sys

import keras


def build(deep):
    if deep:
        entry = keras.Input(shape=(4,))
        return keras.Model(entry, keras.layers.Dense(2)(entry))
    return keras.Sequential([keras.layers.Dense(2)])


net = build(len(sys.argv) > 1)
spare = keras.Sequential() if len(sys.argv) > 2 else None
print(net, spare)  #? net is Keras model; spare is unknown
