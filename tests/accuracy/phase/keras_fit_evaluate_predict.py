"""Three functions that each call one of Keras's loops."""

import keras
import numpy as np

net = keras.Sequential([keras.layers.Dense(1)])
net.compile(optimizer="sgd", loss="mse")


def first(rows, wanted):
    return net.fit(rows, wanted, verbose=0)  #? phase is training


def second(rows, wanted):
    return net.evaluate(rows, wanted, verbose=0)  #? phase is evaluation


def third(rows):
    return net.predict(rows, verbose=0)  #? phase is inference


data = np.zeros((8, 4)), np.zeros((8, 1))
print(first(*data), second(*data), third(data[0]))
