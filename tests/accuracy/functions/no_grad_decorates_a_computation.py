"""Under the no_grad decorator what is computed has no graph, whatever it is computed from."""

import torch
from torch import nn


@torch.no_grad()
def squashed(value: torch.Tensor):  #? returns is detached tensor
    return torch.sigmoid(value)  #? grad is off


net = nn.Linear(3, 1)
flat = squashed(net(torch.ones(1, 3)))  #? flat is detached tensor
