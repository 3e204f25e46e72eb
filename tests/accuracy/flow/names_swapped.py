"""Two names that are swapped in one statement swap what they hold."""

import torch
from torch import nn

net = nn.Linear(3, 3)
left = torch.ones(1, 3)
right = net(left)
left, right = right, left
print(left.sum(), right.sum())  #? left is graph tensor; right is detached tensor
