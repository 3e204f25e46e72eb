"""A buffer that forward overwrites with an output may hold a graph from the call before."""

import torch
from torch import nn


class Normed(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(4, 4)
        self.register_buffer("center", torch.zeros(4))

    def forward(self, x):
        out = self.proj(x)
        old = self.center  #? old is tensor
        self.center = 0.9 * old + 0.1 * out.mean(0)
        return out - self.center  #? self.center is graph tensor
