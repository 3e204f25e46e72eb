"""The state is cut before each step: still carried, but the graph of the last step stays behind."""

import torch
from torch import nn

cell = nn.GRUCell(4, 8)


def read(tokens):
    state = torch.zeros(1, 8)
    for token in tokens:
        state = state.detach()  #? carried state is yes; state is detached tensor
        state = cell(token, state)  #? state is graph tensor
        state.sum().backward()
    return state
