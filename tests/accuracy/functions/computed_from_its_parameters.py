"""A tensor computed from two arguments is attached when one of them is."""

import torch
from torch import nn
from torch.nn import functional


def gap(guess, goal):  #? returns is from guess, goal; effects is none
    return functional.mse_loss(guess, goal).sqrt()


net = nn.Linear(3, 1)
goal = torch.zeros(1, 1)
live = gap(net(torch.ones(1, 3)), goal)  #? live is graph tensor
dead = gap(torch.ones(1, 1), goal)  #? dead is detached tensor
