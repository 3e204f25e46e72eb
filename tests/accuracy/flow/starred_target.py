"""A starred target takes the rest, which is not attached although the first one is."""

import torch
from torch import nn

net = nn.Linear(3, 3)
seed = torch.ones(1, 3)
head, *tail = [net(seed), seed, seed + 1]
print(len(tail), head.sum())  #? tail is container of detached tensor; head is graph tensor
