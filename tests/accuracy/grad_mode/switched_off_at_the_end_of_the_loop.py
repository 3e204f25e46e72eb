"""Switched off on the last line of a loop: on in the first round, off in those after it."""

import torch
from torch import nn

wheel = nn.Linear(3, 3)

for turn in range(4):
    spin = wheel(torch.randn(2, 3))  #? grad is unknown; spin is tensor
    torch.set_grad_enabled(False)
    rest = wheel(torch.randn(2, 3))  #? grad is off; rest is detached tensor
