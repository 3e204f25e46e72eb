"""detach() makes a second tensor: that one has no graph, the argument keeps its own."""

import torch
from torch import nn


def cut(value: torch.Tensor):  #? returns is detached tensor; effects is none
    return value.detach()


net = nn.Linear(3, 1)
cost = net(torch.ones(1, 3)).sum()
shown = cut(cost)  #? shown is detached tensor
cut(cost)
cost.backward()  #? cost is graph tensor
