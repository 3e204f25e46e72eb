"""A guard that is made but never entered changes nothing."""

import torch
from torch import nn

critic = nn.Linear(3, 1)


def judge(states):
    torch.no_grad()
    torch.inference_mode()
    values = critic(states)  #? grad is on; values is graph tensor
    return values


judge(torch.randn(7, 3))
