"""Parameters made inside the block still require gradients; what is computed there has none."""

import torch
from torch import nn

with torch.no_grad():
    bias = nn.Parameter(torch.zeros(3))  #? bias is parameter
    offset = torch.randn(3, requires_grad=True)  #? offset is parameter
    moved = bias + offset  #? grad is off; moved is detached tensor
total = bias + moved  #? total is graph tensor
