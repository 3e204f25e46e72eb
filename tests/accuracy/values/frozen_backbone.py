"""A backbone whose weights were all frozen attaches nothing to plain data."""

import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(8, 4), nn.ReLU())
backbone.requires_grad_(False)
head = nn.Linear(4, 1)
images = torch.rand(3, 8)
codes = backbone(images)
print(codes, head(codes))  #? codes is detached tensor; head(codes) is graph tensor
