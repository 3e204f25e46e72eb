"""A decorator of the program may make something else of what the function returns."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def as_number(function):
    def wrapper(rows):  #? returns is number
        return float(function(rows).sum())

    return wrapper


@as_number
def forecast(rows):
    return net(rows)  #? net(rows) is graph tensor


points = forecast(torch.ones(1, 3))  #? points is number
