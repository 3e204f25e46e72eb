"""An argument named like a loss is a number, as the only call of the function shows."""

import torch
from torch import nn

net = nn.Linear(2, 1)


def report(loss):
    print(loss)  #? loss is number; assumed loss is no


cost = net(torch.ones(2)).mean()
report(cost.item())
print(cost)  #? cost is graph tensor; assumed cost is no
