"""The switch stands after a return: what comes before it tracks, what comes after it does not."""

import torch
from torch import nn

net = nn.Linear(4, 1)


def assess(rows):
    if rows.shape[0] > 10:
        return net(rows[:10])  #? grad is on
    torch.set_grad_enabled(False)
    level = net(rows)  #? grad is off; level is detached tensor
    torch.set_grad_enabled(True)
    return level


assess(torch.randn(12, 4))
short = assess(torch.randn(3, 4))  #? grad is on
