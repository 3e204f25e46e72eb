"""A parameter that is None by default and made then: known only where the call leaves it out."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def forecast(rows, state=None):  #? returns is graph tensor
    if state is None:
        state = torch.zeros(1, 1)
    return net(rows) + state


def filled(rows=None):
    return [] if rows is None else rows


some = filled([1, 2])  #? some is container of number
