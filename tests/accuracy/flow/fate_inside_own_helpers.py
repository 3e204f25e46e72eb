"""Given to functions of the program, the fate is what they do with it."""

from torch import nn

net = nn.Linear(3, 1)
SHELF = []


def blame(amount):
    amount.backward()


def store(amount):
    SHELF.append(amount)


def learn(rows):
    first = net(rows).sum()  #? fate of first is backward
    second = net(rows).sum()  #? fate of second is container
    blame(first)
    store(second)
