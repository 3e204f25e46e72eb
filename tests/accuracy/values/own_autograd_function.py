"""The forward of an autograd Function runs without tracking, yet apply gives an attached tensor."""

import torch
from torch import nn


class Rounded(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value.round()

    @staticmethod
    def backward(ctx, gradient):
        return gradient


out = nn.Linear(2, 2)(torch.ones(2))
print(Rounded.apply(out))  #? Rounded.apply(out) is graph tensor
print(Rounded.apply(torch.ones(2)))  #? Rounded.apply(torch.ones(2)) is detached tensor
