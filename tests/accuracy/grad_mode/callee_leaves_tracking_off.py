"""A function that calls set_grad_enabled leaves its caller without tracking."""

import torch
from torch import nn

wing = nn.Linear(2, 2)


def prepare():
    torch.manual_seed(0)
    torch.set_grad_enabled(False)


first = wing(torch.randn(1, 2))  #? grad is on; first is graph tensor
prepare()
second = wing(torch.randn(1, 2))  #? grad is off; second is detached tensor
