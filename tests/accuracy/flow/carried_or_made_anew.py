"""A state that each sequence begins anew is carried over its tokens, not over the sequences."""

import torch
from torch import nn

cell = nn.GRUCell(4, 8)


def read(texts):
    for tokens in texts:
        state = torch.zeros(1, 8)  #? carried state is no; state is detached tensor
        for token in tokens:
            state = cell(token, state)  #? carried state is yes
        state.sum().backward()
