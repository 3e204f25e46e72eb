"""evaluate gives one number without metrics and a list with them, or a dict when asked."""

import keras
import numpy as np

rows, goals = np.ones((4, 2)), np.ones((4, 1))
plain = keras.Sequential([keras.layers.Dense(1)])
plain.compile(loss="mse")
rich = keras.Sequential([keras.layers.Dense(1)])
rich.compile(loss="mse", metrics=["mae"])
print(plain.evaluate(rows, goals))  #? plain.evaluate(rows, goals) is number
error, absolute = rich.evaluate(rows, goals)
print(error)  #? error is number
print(rich.evaluate(rows, goals, return_dict=True)["mae"])  #? rows is array
