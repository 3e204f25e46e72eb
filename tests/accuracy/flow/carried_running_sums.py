"""A sum runs from iteration to iteration, as a graph or as a number."""

from torch import nn

net = nn.Linear(3, 1)


def tally(loader):
    whole, plain = 0, 0.0
    for rows in loader:
        cost = net(rows).sum()  #? carried cost is no
        whole += cost  #? carried whole is yes; whole is graph tensor
        plain += cost.item()
    return whole, plain
