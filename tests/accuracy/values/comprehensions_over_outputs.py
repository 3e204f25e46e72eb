"""Lists of losses keep graphs, a list of their items does not."""

import torch
from torch import nn
from torch.nn import functional as F

net = nn.Linear(3, 1)
pairs = [(torch.rand(2, 3), torch.rand(2, 1)) for _ in range(4)]
costs = [F.mse_loss(net(given), wanted) for given, wanted in pairs]
print(costs)  #? costs is container of graph tensor
curve = [cost.item() for cost in costs]  #? cost is graph tensor; curve is container of number
print(torch.stack(costs))  #? torch.stack(costs) is graph tensor
