"""A function may give back an inner function, a lambda or a class; calling that gives a value."""

import torch
from torch import nn


def scaled(factor):
    def apply(value):  #? returns is from value
        return torch.abs(value) * 2.0

    print(factor)
    return apply


def family(large):  #? returns is class
    return nn.LSTM if large else nn.GRU


grow = scaled(3)
big = grow(torch.ones(1))  #? grow is function; big is detached tensor
