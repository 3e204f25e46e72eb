"""A list of numbers, by comprehension or by appending, is told as such."""

from torch import nn

net = nn.Linear(3, 1)


def points(batches):  #? returns is container of number
    return [net(rows).sum().item() for rows in batches]


def graphs(batches):  #? returns is container of graph tensor; effects is none
    found = []
    for rows in batches:
        found.append(net(rows))
    return found


numbers = points([])  #? numbers is container of number
