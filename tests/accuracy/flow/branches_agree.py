"""Both branches compute it in their own way, and both leave it attached."""

from torch import nn

small = nn.Linear(3, 1)
large = nn.Sequential(nn.Linear(3, 9), nn.ReLU(), nn.Linear(9, 1))


def pick(rows, wide):
    if wide:
        guess = large(rows)
    else:
        guess = small(rows)
    return guess  #? guess is graph tensor
