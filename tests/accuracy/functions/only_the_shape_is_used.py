"""A new tensor of the shape of an argument is computed from nothing of it."""

import torch
from torch import nn


def blank(like):  #? returns is detached tensor; effects is none
    return torch.zeros_like(like)


net = nn.Linear(3, 1)
mask = blank(net(torch.ones(1, 3)))  #? mask is detached tensor
