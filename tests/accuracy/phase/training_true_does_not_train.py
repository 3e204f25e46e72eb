"""training=True only keeps dropout on: sampling many answers is still inference."""

import keras
import numpy as np

net = keras.Sequential([keras.layers.Dropout(0.5), keras.layers.Dense(1)])
question = np.zeros((1, 8))

answers = []
for _ in range(30):
    answers.append(float(net(question, training=True)[0, 0]))  #? phase is inference
print(np.std(answers))
