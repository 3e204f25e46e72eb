"""Whether it is carried depends on what the function does with the state it is given."""

import torch
from torch import nn

cell = nn.GRUCell(4, 8)


def advance(token, state):
    return cell(token, state)


def restart(token, state):
    return torch.zeros_like(token)


def read(tokens, chain, other):
    for token in tokens:
        chain = advance(token, chain)  #? carried chain is yes; chain is graph tensor
        other = restart(token, other)  #? carried other is no; other is detached tensor
