"""A value that is stored in a global outlives the function."""

from torch import nn

net = nn.Linear(3, 1)
newest = None


def step(rows):
    global newest
    guess = net(rows)  #? fate of guess is global
    newest = guess
