"""What a call of a given function gives is known at the call that says which function it is."""

import torch
from torch import nn


def applied(function, value):  #? returns is unknown
    return function(value)


def count(value):  #? returns is number
    return len(value)


net = nn.Linear(3, 1)
live = applied(net, torch.ones(1, 3))  #? live is graph tensor
number = applied(count, torch.ones(1, 3))  #? number is number
