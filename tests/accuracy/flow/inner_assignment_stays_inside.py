"""Without nonlocal an inner function assigns a name of its own, the outer one keeps its value."""

from torch import nn

net = nn.Linear(3, 1)


def run(rows):
    guess = net(rows)

    def count():
        guess = len(rows)  #? guess is number
        return guess

    count()
    return guess  #? guess is graph tensor
