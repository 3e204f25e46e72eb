"""A generator that yields pairs gives each target of the loop its own kind of value."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def numbered(batches):
    for number, rows in enumerate(batches):
        yield number, net(rows)


for number, guess in numbered([torch.ones(1, 3)]):
    print(number, guess)  #? number is number; guess is graph tensor
