"""A function that is given to another one runs where that one calls it."""

import torch
from torch import nn

eye = nn.Linear(4, 2)


def see(picture):
    return eye(picture)  #? grad is off; eye(picture) is detached tensor


def apply(function, pictures):
    with torch.no_grad():
        return [function(picture) for picture in pictures]


views = apply(see, [torch.randn(1, 4), torch.randn(1, 4)])  #? views is container of detached tensor
