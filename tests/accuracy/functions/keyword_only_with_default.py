"""A keyword that chooses between two reductions leaves the result computed from the one tensor."""

import torch
from torch import nn


def reduced(values: torch.Tensor, *, mean=True):  #? returns is from values
    if mean:
        return values.mean()
    return values.sum()


net = nn.Linear(3, 1)
live = reduced(net(torch.ones(1, 3)), mean=False)  #? live is graph tensor
