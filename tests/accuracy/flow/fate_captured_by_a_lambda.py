"""A lambda that is handed back holds on to the value that it uses."""

from torch import nn

net = nn.Linear(3, 1)


def baseline(rows):
    anchor = net(rows)  #? fate of anchor is captured
    return lambda other: other - anchor
