"""Builds small stacks."""

from torch import nn


def make_head(width):
    return nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))


def count_heads(width):
    return width // 8
