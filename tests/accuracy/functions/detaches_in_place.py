"""detach_() in a function cuts the tensor of the caller."""

import torch
from torch import nn


def cut(states):  #? effects is detaches states; returns is None
    states.detach_()


net = nn.Linear(3, 1)
state = net(torch.ones(1, 3))  #? state is graph tensor
cut(state)
print(state)  #? state is detached tensor
