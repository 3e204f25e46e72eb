"""An inner function that was returned still uses the value of the outer call."""

import torch
from torch import nn

net = nn.Linear(4, 1)


def against(reference):
    anchor = net(reference)

    def distance(other):
        return (anchor - other).norm()

    return distance


measure = against(torch.ones(4))
print(measure)  #? measure is function
print(measure(torch.zeros(1)))  #? measure(torch.zeros(1)) is graph tensor
