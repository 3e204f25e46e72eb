"""A model whose parameters need no gradients gives outputs without a graph, tracking or not."""

import torch
from torch import nn

teacher = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
teacher.requires_grad_(False)

soft = teacher(torch.randn(3, 4))  #? grad is on; soft is detached tensor
