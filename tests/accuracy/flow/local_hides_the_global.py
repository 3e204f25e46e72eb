"""A function that assigns a name without global has its own, the one of the file is another."""

import torch
from torch import nn

net = nn.Linear(3, 1)
guess = net(torch.ones(1, 3))


def count(rows):
    guess = len(rows)
    return guess  #? guess is number


count([1, 2])
guess.sum().backward()  #? guess is graph tensor
