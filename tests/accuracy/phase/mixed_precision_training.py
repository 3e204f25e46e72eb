"""With a gradient scaler neither backward nor step are called by the plain names."""

import torch
from torch import nn

net = nn.Linear(4, 1)
adam = torch.optim.Adam(net.parameters())
scaler = torch.amp.GradScaler("cpu")

for rows in torch.randn(9, 2, 4):
    with torch.autocast("cpu"):
        cost = net(rows).pow(2).mean()  #? phase is training
    scaler.scale(cost).backward()
    scaler.step(adam)
    scaler.update()
