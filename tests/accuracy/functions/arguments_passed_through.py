"""A wrapper that hands on all its arguments gives what the inner function gives for them."""

import torch
from torch import nn


def gap(guess, goal, scale=1.0):  #? returns is from guess, goal
    return torch.dist(guess, goal) * 2.0


def logged(*args, **kwargs):  #? effects is prints
    print(len(args), len(kwargs))
    return gap(*args, **kwargs)


net = nn.Linear(3, 1)
goal = torch.zeros(1, 1)
live = logged(net(torch.ones(1, 3)), goal=goal)  #? live is graph tensor
dead = logged(torch.ones(1, 1), goal=goal)  #? dead is detached tensor
