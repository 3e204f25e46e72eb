"""A finally block runs on every path, so what it assigns holds afterwards."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def guarded(rows):
    guess = torch.zeros(1, 1)
    try:
        guess = net(rows)
    finally:
        guess = guess.detach()  #? guess is detached tensor
    return guess  #? guess is detached tensor
