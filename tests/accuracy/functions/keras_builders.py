"""Keras builders: a call on an input gives a symbolic tensor, the whole gives a Keras model."""

import keras


def head(features):  #? effects is none
    return keras.layers.Dense(1)(features)


def build(width):  #? returns is Keras model
    start = keras.Input((width,))
    end = head(start)  #? end is symbolic tensor
    return keras.Model(start, end)


def block(units):  #? returns is Keras layer
    return keras.layers.Dense(units, activation="relu")
