"""Walking over a model's parameters gives leaves, its state dict gives detached tensors."""

import torch
from torch import nn

net = nn.Sequential(nn.Linear(3, 3), nn.Tanh())
for name, weight in net.named_parameters():
    print(name, weight)  #? name is string; weight is parameter
weights = list(net.parameters())
saved = net.state_dict()
print(weights, saved)  #? weights is container of parameter; saved is container of detached tensor
torch.save(saved, "net.pt")
