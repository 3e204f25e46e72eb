"""How well the critic tells real from made ones is measured against known answers."""

import torch
from torch import nn

maker, critic = nn.Linear(2, 8), nn.Linear(8, 1)


@torch.no_grad()
def critic_accuracy(batches, truth):
    right = 0
    for real in batches:
        verdicts = critic(torch.cat([real, maker(torch.randn(len(real), 2))]))
        right += ((verdicts > 0).float() == truth).sum().item()  #? phase is evaluation
    return right


critic_accuracy(torch.randn(3, 4, 8), torch.tensor([[1.0]] * 4 + [[0.0]] * 4))
