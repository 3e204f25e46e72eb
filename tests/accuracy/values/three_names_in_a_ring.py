"""A graph moves one name further in each iteration: only a fixed point over the loop sees it."""

import torch
from torch import nn

net = nn.Linear(2, 2)
oldest, older, newest = torch.zeros(2), torch.zeros(2), torch.zeros(2)
for frame in torch.rand(5, 2):
    print(oldest)  #? oldest is tensor
    oldest = older
    older = newest
    newest = net(frame)  #? newest is graph tensor; frame is detached tensor
