"""Blocks for mixed precision, anomaly detection and devices leave tracking on."""

import torch
from torch import nn

net = nn.Linear(4, 4)
rows = torch.randn(2, 4)

with torch.autocast("cpu", dtype=torch.bfloat16):
    half = net(rows)  #? grad is on; half is graph tensor
with torch.autograd.set_detect_anomaly(True), torch.device("cpu"):
    full = net(rows)  #? grad is on; full is graph tensor
