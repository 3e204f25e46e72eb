"""Inside forward of an autograd.Function nothing is recorded; its output is attached."""

import torch
from torch import nn

slope = nn.Parameter(torch.ones(3))


class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, values):
        twice = values * 2  #? grad is off; twice is detached tensor
        return twice

    @staticmethod
    def backward(ctx, upstream):
        return upstream * 2


result = Double.apply(slope)  #? grad is on; result is graph tensor
