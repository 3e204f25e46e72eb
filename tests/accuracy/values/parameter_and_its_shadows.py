"""A layer's weight is a leaf; its data and detached view have no graph, its clone has one."""

import torch
from torch import nn

layer = nn.Linear(4, 4)
print(layer.weight, layer.weight.data)  #? layer.weight is parameter
raw = layer.weight.data
view = layer.weight.detach()
copied = layer.weight.clone()
print(raw, view)  #? raw is detached tensor; view is detached tensor
print(copied, torch.eye(4))  #? copied is graph tensor
