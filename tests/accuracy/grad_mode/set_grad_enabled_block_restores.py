"""As a block, set_grad_enabled lasts to the end of the block, whatever is set in between."""

import torch
from torch import nn

probe = nn.Linear(4, 1)
samples = torch.randn(9, 4)

with torch.set_grad_enabled(False):
    cold = probe(samples)  #? grad is off; cold is detached tensor
    torch.set_grad_enabled(True)
    warm = probe(samples)  #? grad is on; warm is graph tensor
with torch.set_grad_enabled(True):
    torch.set_grad_enabled(False)
late = probe(samples)  #? grad is on; late is graph tensor
