"""With a switch the function gives an attached tensor or a detached one: a tensor at any rate."""

from torch import nn

net = nn.Linear(3, 1)


def forecast(rows, plain):  #? returns is tensor
    guess = net(rows)
    if plain:
        return guess.detach()  #? guess.detach() is detached tensor
    return guess
