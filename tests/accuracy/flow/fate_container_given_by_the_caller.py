"""Stored under a key of the caller's dict, in a tuple with a number."""

from torch import nn

net = nn.Linear(3, 1)


def evaluate(rows, table):
    guess = net(rows)  #? fate of guess is container
    table["newest"] = (len(rows), guess)
