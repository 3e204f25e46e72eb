"""Calling train() on a PyTorch model trains nothing: the loop samples answers."""

import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 1))
net.train()
question = torch.randn(1, 4)

samples = []
with torch.no_grad():
    for _ in range(30):
        samples.append(net(question).item())  #? phase is inference
print(torch.tensor(samples).std())
