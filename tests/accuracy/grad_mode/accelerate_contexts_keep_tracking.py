"""Accelerate's blocks for accumulation and mixed precision leave tracking on."""

import torch
from accelerate import Accelerator
from torch import nn

accelerator = Accelerator()
net = nn.Linear(4, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
net, optimizer = accelerator.prepare(net, optimizer)

with accelerator.accumulate(net), accelerator.autocast():
    cost = net(torch.randn(2, 4)).mean()  #? grad is on; cost is graph tensor
    accelerator.backward(cost)
with torch.no_grad():
    seen = accelerator.gather(net(torch.randn(2, 4)))  #? grad is off; seen is detached tensor
