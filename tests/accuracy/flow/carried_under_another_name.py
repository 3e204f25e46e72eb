"""The state is carried although it goes by another name in between."""

import torch
from torch import nn

cell = nn.Linear(8, 8)


def roll(steps):
    state = torch.zeros(1, 8)
    for _ in range(steps):
        old = state
        state = torch.tanh(cell(old))  #? carried state is yes
    return state
