"""A switch at the top of a script covers every function that is called after it."""

import torch
from torch import nn

reader = nn.Linear(5, 2)


def read(pages):
    return reader(pages)  #? grad is off; reader(pages) is detached tensor


torch.set_grad_enabled(False)
words = read(torch.randn(3, 5))  #? words is detached tensor
