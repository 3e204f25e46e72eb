"""An inner function that declares the name nonlocal changes what the outer one holds."""

from torch import nn

net = nn.Linear(3, 1)


def run(rows):
    guess = net(rows)  #? guess is graph tensor

    def cut():
        nonlocal guess
        guess = guess.detach()

    cut()
    return guess  #? guess is detached tensor
