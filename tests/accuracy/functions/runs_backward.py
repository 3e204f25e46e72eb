"""A helper that runs backward trains, and what it is given reaches backward."""

import torch
from torch import nn


def blame(amount, scale):  #? effects is trains; returns is None
    (amount * scale).backward()


net = nn.Linear(3, 1)
rule = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    gap = net(torch.ones(1, 3)).square().sum()  #? fate of gap is backward; phase is training
    blame(gap, 0.5)
    rule.step()
