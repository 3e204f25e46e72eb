"""A decorator of the program whose wrapper hands on the result: the call gives what it did."""

import functools

import torch
from torch import nn

net = nn.Linear(3, 1)


def timed(function):  #? returns is function
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@timed
def forecast(rows):
    return net(rows)


live = forecast(torch.ones(1, 3))  #? live is graph tensor
