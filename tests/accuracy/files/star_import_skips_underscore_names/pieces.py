"""Public and private names."""

from torch import nn


def _size():
    return nn.Linear(2, 2)


def make():
    return nn.Linear(2, 2)
