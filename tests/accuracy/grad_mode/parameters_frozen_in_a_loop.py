"""Every parameter frozen one by one: the outputs have no graph."""

import torch
from torch import nn

extractor = nn.Sequential(nn.Linear(4, 4), nn.Tanh())
for weight in extractor.parameters():
    weight.requires_grad = False

features = extractor(torch.randn(2, 4))  #? grad is on; features is detached tensor
