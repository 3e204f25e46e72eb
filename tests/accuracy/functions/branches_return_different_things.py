"""A tensor on one path and nothing on the other: nobody knows what the call gives."""

from torch import nn

net = nn.Linear(3, 1)


def maybe(rows):  #? returns is unknown
    if len(rows) > 0:
        return net(rows)  #? net(rows) is graph tensor


def sure(rows):  #? returns is graph tensor
    if len(rows) > 9:
        return net(rows[:9])
    return net(rows)
