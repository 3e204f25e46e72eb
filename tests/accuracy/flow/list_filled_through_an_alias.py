"""Two names for one list: what goes in through one comes out through the other."""

import torch
from torch import nn

net = nn.Linear(3, 1)
rows = []
view = rows
view.append(net(torch.ones(1, 3)))
print(torch.cat(rows))  #? rows is container of graph tensor; torch.cat(rows) is graph tensor
