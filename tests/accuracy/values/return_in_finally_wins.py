"""A return inside finally replaces the value that the body wanted to return."""

import torch
from torch import nn

net = nn.Linear(2, 1)


def peek(batch):
    out = net(batch)
    try:
        return out
    finally:
        return out.item()  # noqa: B012


print(peek(torch.ones(2)))  #? peek(torch.ones(2)) is number
