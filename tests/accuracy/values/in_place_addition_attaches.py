"""Adding in place to a plain tensor attaches that tensor."""

import torch
from torch import nn

net = nn.Linear(3, 1)
running = torch.zeros(1)
before = running.clone()
running += net(torch.ones(3))
before.add_(1.0)
print(running, before)  #? running is graph tensor; before is detached tensor
