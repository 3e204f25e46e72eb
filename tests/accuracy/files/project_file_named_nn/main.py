"""With an nn.py in the project, nn.Module is that file's class and no torch module."""

import numpy as np

import nn


class Net(nn.Module):  #? instance is unknown
    def __init__(self):
        self.lin = nn.Linear(3)

    def forward(self, x):
        return self.lin(x)


answer = Net()(np.ones((2, 3)))  #? answer is array
