"""Attached after one branch and detached after the other: a tensor, more nobody can say."""

from torch import nn

net = nn.Linear(3, 1)


def forecast(rows, frozen):
    guess = net(rows)
    if frozen:
        guess = guess.detach()  #? guess is detached tensor
    return guess  #? guess is tensor
