"""Naming the guard on a line of its own does nothing, nor does a new guard inside a block."""

import torch
from torch import nn

head = nn.Linear(5, 2)
rows = torch.randn(4, 5)

torch.no_grad
first = head(rows)  #? grad is on; first is graph tensor
with torch.no_grad():
    torch.enable_grad()
    second = head(rows)  #? grad is off; second is detached tensor
