"""Positional arguments come as a tuple, so the result is computed from whatever they are."""

import torch
from torch import nn


def total(*parts):  #? returns is from parts; effects is none
    return torch.stack(parts).sum()


net = nn.Linear(3, 1)
live = total(net(torch.ones(1, 3)), torch.ones(1, 1))  #? live is graph tensor
dead = total(torch.ones(1, 1), torch.ones(1, 1))  #? dead is detached tensor
