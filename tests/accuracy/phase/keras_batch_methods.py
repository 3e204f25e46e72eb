"""Keras's methods for one batch, in loops of their own."""

import keras
import numpy as np

net = keras.Sequential([keras.layers.Dense(1)])
net.compile(optimizer="sgd", loss="mse")
rows, wanted = np.zeros((4, 3)), np.zeros((4, 1))

for _ in range(10):
    net.train_on_batch(rows, wanted)  #? phase is training
for _ in range(10):
    print(net.test_on_batch(rows, wanted))  #? phase is evaluation
for _ in range(10):
    print(net.predict_on_batch(rows))  #? phase is inference
