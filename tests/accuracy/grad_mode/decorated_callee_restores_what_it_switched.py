"""What a decorated function switches is put back when it returns."""

import torch
from torch import nn

wing = nn.Linear(2, 2)


@torch.enable_grad()
def prepare(batch):
    torch.set_grad_enabled(False)
    return wing(batch)  #? grad is off; wing(batch) is detached tensor


cold = prepare(torch.randn(1, 2))  #? cold is detached tensor
warm = wing(torch.randn(1, 2))  #? grad is on; warm is graph tensor
