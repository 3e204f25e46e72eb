"""A name that is assigned again holds what the last assignment gave it."""

import torch
from torch import nn

net = nn.Linear(3, 1)
score = net(torch.ones(1, 3))  #? score is graph tensor
score = score.detach()  #? score is detached tensor
score = score.item()  #? score is number
print(score)
