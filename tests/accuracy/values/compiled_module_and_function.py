"""torch.compile gives back a module for a module and a function for a function."""

import torch
from torch import nn


def blend(left, right):
    return 0.5 * left + 0.5 * right


fast_net = torch.compile(nn.Linear(4, 4))
fast_blend = torch.compile(blend)
row = torch.ones(4)
print(fast_net, fast_blend)  #? fast_net is module; fast_blend is function
print(fast_net(row))  #? fast_net(row) is graph tensor
print(fast_blend(row, row))  #? fast_blend(row, row) is detached tensor
