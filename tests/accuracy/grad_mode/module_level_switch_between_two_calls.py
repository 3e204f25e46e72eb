"""A function called before and after the module's switch runs in both modes."""

import torch
from torch import nn

reader = nn.Linear(5, 2)


def read(pages):
    return reader(pages)  #? grad is unknown


draft = read(torch.randn(3, 5))  #? grad is on
torch.set_grad_enabled(False)
words = reader(torch.randn(3, 5))  #? grad is off; words is detached tensor
read(torch.randn(3, 5))
