"""A numpy toy with a Module class of its own."""

import numpy as np


class Module:
    def __call__(self, x):
        return self.forward(x)


class Linear(Module):
    def __init__(self, size):
        self.weight = np.zeros((size, size))

    def forward(self, x):
        return np.matmul(x, self.weight)
