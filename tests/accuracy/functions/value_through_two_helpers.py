"""Two helpers one behind the other: the first keeps the graph, the other road loses it."""

import torch
from torch import nn


def inner(value, goal):  #? returns is from value, goal
    return torch.sub(value, goal)


def outer(value):  #? returns is from value
    return inner(value, torch.zeros(1, 1)).square()


def flat(value):  #? returns is number
    return outer(value).item()


net = nn.Linear(3, 1)
live = outer(net(torch.ones(1, 3)))  #? live is graph tensor
