"""A loop that fits and then evaluates trains: the evaluation is a line in it."""

import keras
import numpy as np

folds = [(np.zeros((8, 4)), np.zeros((8, 1)), np.zeros((2, 4)), np.zeros((2, 1)))]

for rows, wanted, held_rows, held_wanted in folds:
    net = keras.Sequential([keras.layers.Dense(1)])
    net.compile(optimizer="sgd", loss="mse")
    net.fit(rows, wanted, epochs=3, verbose=0)  #? phase is training
    print(net.evaluate(held_rows, held_wanted, verbose=0))  #? phase is training
