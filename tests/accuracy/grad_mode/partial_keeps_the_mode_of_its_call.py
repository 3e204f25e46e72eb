"""A partial made inside the block and called outside it is tracked."""

import functools

import torch
from torch import nn

blend = nn.Bilinear(2, 2, 1)
left = torch.randn(3, 2)

with torch.no_grad():
    with_left = functools.partial(blend, left)
    cold = with_left(torch.randn(3, 2))  #? grad is off; cold is detached tensor
warm = with_left(torch.randn(3, 2))  #? grad is on; warm is graph tensor
