"""Freezing by a prefix from the command line: nobody knows what is left."""

import sys

import torch
from torch import nn

tower = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 2))
for name, weight in tower.named_parameters():
    if name.startswith(sys.argv[-1]):
        weight.requires_grad = False

view = tower(torch.randn(1, 4))  #? grad is on; view is tensor
