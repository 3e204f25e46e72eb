"""A name that a loop's condition assigns holds the attached tensor, its item() is a number."""

import torch
from torch import nn

net = nn.Linear(3, 1)
rows = torch.ones(2, 3)
rule = torch.optim.SGD(net.parameters(), lr=0.1)
while (gap := net(rows).square().sum()).item() > 0.1:  #? gap is graph tensor
    rule.zero_grad()
    gap.backward()
    rule.step()
print(gap.item())  #? gap.item() is number; gap is graph tensor
