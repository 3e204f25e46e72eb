"""Stepping an optimizer trains, also two functions further down; clearing gradients does not."""

import torch
from torch import nn

net = nn.Linear(3, 1)
rule = torch.optim.SGD(net.parameters(), lr=0.1)


def advance():  #? effects is trains
    rule.step()


def finish(number):  #? effects is trains, prints
    advance()
    print(number)


def begin():  #? effects is none
    rule.zero_grad()
