"""A class derived from torch.no_grad does what torch.no_grad does."""

import torch
from torch import nn


class Silently(torch.no_grad):
    def __enter__(self):
        super().__enter__()
        print("no graph from here")


gate = nn.Linear(3, 3)
signal = torch.randn(2, 3)
with Silently():
    closed = gate(signal)  #? grad is off; closed is detached tensor
opened = gate(signal)  #? grad is on
