"""A loss module is attached only when one of the tensors given to it is."""

import torch
from torch import nn

criterion = nn.MSELoss()
net = nn.Linear(4, 1)
rows, goals = torch.rand(5, 4), torch.rand(5, 1)
print(criterion)  #? criterion is module
print(criterion(net(rows), goals))  #? criterion(net(rows), goals) is graph tensor
print(criterion(rows, rows.flip(0)))  #? criterion(rows, rows.flip(0)) is detached tensor
print(criterion(net(rows).detach(), goals).item() / 5)  #? goals is detached tensor
