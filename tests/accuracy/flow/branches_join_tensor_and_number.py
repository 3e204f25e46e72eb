"""A tensor after one branch and a number after the other: unknown what it is."""

from torch import nn

net = nn.Linear(3, 1)


def penalty(rows, factor):
    if factor:
        extra = net(rows).abs().sum()  #? extra is graph tensor
    else:
        extra = 0.0  #? extra is number
    return extra  #? extra is unknown
