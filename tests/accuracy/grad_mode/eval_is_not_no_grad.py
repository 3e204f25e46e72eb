"""Calling eval() changes dropout and batch norm, not tracking."""

import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5))


def validate(batch):
    net.eval()
    preds = net(batch)  #? grad is on; preds is graph tensor
    return preds.detach()


final = validate(torch.randn(2, 4))  #? final is detached tensor
