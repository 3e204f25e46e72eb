"""autograd.grad gives a tuple, attached only when it is told to create a graph."""

import torch
from torch import nn

critic = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
mixed = torch.rand(5, 2, requires_grad=True)
height = critic(mixed).sum()
(slope,) = torch.autograd.grad(height, mixed, create_graph=True)
(plain,) = torch.autograd.grad(critic(mixed).sum(), mixed)
print(slope, plain)  #? slope is graph tensor; plain is detached tensor
cost = (slope.norm(dim=1) - 1).pow(2).mean()
print(cost.backward(), cost)  #? cost is graph tensor; cost.backward() is None
