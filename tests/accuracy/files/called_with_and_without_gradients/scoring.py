"""Called by two files: one with gradients, one without, so nobody can tell in here."""

from torch import nn

line = nn.Linear(3, 1)


def tally(rows):
    points = line(rows)  #? grad is unknown; points is tensor
    return points
