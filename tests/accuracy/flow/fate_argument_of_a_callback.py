"""Nobody can see what a function given as a parameter does with the value."""

from torch import nn

net = nn.Linear(3, 1)


def visit(batches, callback):
    for rows in batches:
        guess = net(rows)  #? fate of guess is argument
        callback(guess)
