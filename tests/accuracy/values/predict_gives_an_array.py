"""predict gives an array, calling the model gives a tensor."""

import numpy as np
from keras import Sequential, layers

net = Sequential([layers.Dense(3)])
rows = np.random.rand(6, 4)
guessed = net.predict(rows, verbose=0)
called = net(rows)
print(guessed, called)  #? guessed is array; called is eager tensor
best = guessed.argmax(axis=1)
print(best, called.numpy())  #? best is array; called.numpy() is array
