"""detach_() changes the tensor itself, detach() alone changes nothing."""

import torch
from torch import nn

net = nn.Linear(4, 2)
first = net(torch.ones(2, 4))
second = net(torch.zeros(2, 4))
first.detach_()
second.detach()
print(first, second)  #? first is detached tensor; second is graph tensor
