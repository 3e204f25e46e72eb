"""Of two functions with one name the later one is called, also from above it."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def use(rows):  #? returns is number
    return score(rows)


def score(rows):
    return net(rows)


def score(rows):  #? returns is number
    return net(rows).sum().item()


points = use(torch.ones(1, 3))  #? points is number
