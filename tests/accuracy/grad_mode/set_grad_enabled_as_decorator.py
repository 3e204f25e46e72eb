"""As a decorator, set_grad_enabled changes only the function, not the lines after it."""

import torch
from torch import nn

encoder = nn.Linear(10, 2)


@torch.set_grad_enabled(False)
def encode(pages):
    return encoder(pages)  #? grad is off


queries = encoder(torch.randn(1, 10))  #? grad is on; queries is graph tensor
keys = encode(torch.randn(6, 10))  #? keys is detached tensor
