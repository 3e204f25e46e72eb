"""Parts of a Sequential are modules: one by index, several by a slice, each in a loop."""

import torch
from torch import nn

stack = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
last = stack[-1]
trunk = stack[:-1]
print(last.weight, trunk)  #? last.weight is parameter; trunk is module
for part in stack:
    print(part)  #? part is module
print(trunk(torch.ones(4)))  #? trunk(torch.ones(4)) is graph tensor
