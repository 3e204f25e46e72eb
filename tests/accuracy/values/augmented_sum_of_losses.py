"""Adding a loss to a number makes the sum attached, adding its item does not."""

import torch
from torch import nn

net = nn.Linear(3, 1)
attached = 0.0
plain = 0.0
for sample in torch.rand(8, 3):
    cost = net(sample).pow(2).mean()
    attached += cost  #? attached is graph tensor
    plain += cost.item()  #? plain is number
print(plain)  #? plain is number
