"""Called by main.py: both calls stand under no_grad, so gradients are off in here."""

from torch import nn

line = nn.Linear(3, 1)


def tally(rows):
    points = line(rows)  #? grad is off; points is detached tensor
    return points
