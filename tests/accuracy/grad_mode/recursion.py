"""A function that calls itself runs in the mode in which it was first called."""

import torch
from torch import nn

cell = nn.Linear(4, 4)


def unfold(state, depth):
    if depth == 0:
        return state
    return unfold(cell(state), depth - 1)  #? grad is off; cell(state) is detached tensor


with torch.no_grad():
    deep = unfold(torch.randn(1, 4), 5)  #? deep is detached tensor
