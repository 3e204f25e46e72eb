"""A loop that compares saved outputs with answers runs no model: no phase."""

import numpy as np

outputs = np.load("outputs.npy")
answers = np.load("answers.npy")

accuracy = 0.0
for output, answer in zip(outputs, answers):
    accuracy += float((output.argmax(-1) == answer).mean())  #? phase is unknown
print("test accuracy", accuracy / len(answers))
