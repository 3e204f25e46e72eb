"""What the handler of an error assigns joins with what the body of the try assigned."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def guarded(rows):
    try:
        guess = net(rows)  #? guess is graph tensor
    except RuntimeError:
        guess = torch.zeros(1, 1)  #? guess is detached tensor
    return guess  #? guess is tensor
