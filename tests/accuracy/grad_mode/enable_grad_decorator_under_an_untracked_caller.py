"""A function decorated with enable_grad tracks although its only caller does not."""

import torch
from torch import nn

field = nn.Linear(3, 1)


@torch.enable_grad()
def potential(points):
    return field(points).sum()  #? grad is on; field(points) is graph tensor


@torch.no_grad()
def relax(points):
    height = potential(points)  #? grad is off; height is graph tensor
    return height


relax(torch.randn(2, 3))
