"""The mode is saved, switched and put back by hand."""

import torch
from torch import nn

net = nn.Linear(4, 2)
rows = torch.randn(1, 4)

before = torch.is_grad_enabled()
torch.set_grad_enabled(False)
cold = net(rows)  #? grad is off; cold is detached tensor
torch.set_grad_enabled(before)
warm = net(rows)  #? grad is on; warm is graph tensor
