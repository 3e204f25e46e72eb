"""A value named inside a condition is known in the branch and after it."""

import torch
from torch import nn

critic = nn.Linear(4, 1)
states = torch.rand(6, 4)
if (worst := critic(states).min()) < 0.0:
    print(worst)  #? worst is graph tensor
if (floor := worst.item()) < -1.0:
    print("low")
print(floor, worst)  #? floor is number; worst is graph tensor
