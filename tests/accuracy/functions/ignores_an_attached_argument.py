"""An argument that the result is not computed from does not attach it, however it is given."""

import torch
from torch import nn


def size(guess, hint):  #? returns is from guess
    print(hint is None)
    return torch.abs(guess)


net = nn.Linear(3, 1)
one = size(torch.ones(1, 1), net(torch.ones(1, 3)))  #? one is detached tensor
two = size(hint=None, guess=net(torch.ones(1, 3)))  #? two is graph tensor
