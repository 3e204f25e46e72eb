"""Layers without weights attach nothing: on plain data their output has no graph."""

import torch
from torch import nn

shrink = nn.Sequential(nn.MaxPool1d(2), nn.ReLU(), nn.Flatten())
waves = torch.rand(2, 1, 8)
flat = shrink(waves)
print(shrink, flat)  #? shrink is module; flat is detached tensor
print(nn.Linear(4, 1)(flat))  #? nn.Linear(4, 1)(flat) is graph tensor
