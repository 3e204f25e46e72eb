"""The inner loop only calls backward, the outer one steps: both train."""

import torch
from torch import nn

net = nn.Linear(4, 1)
descent = torch.optim.SGD(net.parameters(), lr=0.1)

for group in torch.randn(5, 3, 2, 4):
    descent.zero_grad()
    for micro_batch in group:
        share = net(micro_batch).pow(2).mean() / 3  #? phase is training
        share.backward()
    descent.step()  #? phase is training
