"""A generator gives the value to whoever iterates."""

from torch import nn

net = nn.Linear(3, 1)


def stream(batches):
    for rows in batches:
        guess = net(rows)  #? fate of guess is yielded
        yield guess
