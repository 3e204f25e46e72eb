"""A moving average of numbers is carried and stays a number."""

from torch import nn

net = nn.Linear(3, 1)


def tally(loader):
    smooth = 0.0
    for rows in loader:
        cost = net(rows).sum()
        smooth = 0.9 * smooth + 0.1 * cost.item()  #? carried smooth is yes; smooth is number
    return smooth
