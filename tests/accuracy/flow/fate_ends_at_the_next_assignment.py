"""Each assignment to a name has a fate of its own: the first is only printed."""

from torch import nn

net = nn.Linear(3, 1)


def probe(rows):
    guess = net(rows)  #? fate of guess is read
    print(guess)
    guess = net(rows * 2)  #? fate of guess is returned
    return guess
