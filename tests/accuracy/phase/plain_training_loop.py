"""The plain loop: forward, backward, step."""

import torch
from torch import nn

net = nn.Linear(4, 1)
descent = torch.optim.SGD(net.parameters(), lr=0.1)
pairs = [(torch.randn(8, 4), torch.randn(8, 1))]

for rows, wanted in pairs:
    descent.zero_grad()
    misfit = (net(rows) - wanted).pow(2).mean()  #? phase is training
    misfit.backward()
    descent.step()
