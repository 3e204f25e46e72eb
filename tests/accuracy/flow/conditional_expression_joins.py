"""A conditional expression joins two sides; a number and None make nothing that is known."""

from torch import nn

net = nn.Linear(3, 1)


def summary(rows, quick):
    guess = net(rows) if quick else net(rows * 2)  #? guess is graph tensor
    count = len(rows) if quick else None  #? count is unknown
    return guess, count
