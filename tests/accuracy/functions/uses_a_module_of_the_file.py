"""A function that runs a module of the file gives a tensor attached to the module's parameters."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def forecast(rows):  #? returns is graph tensor; effects is none
    return net(rows)


seen = forecast(torch.ones(1, 3))  #? seen is graph tensor
