"""torch.tensor copies numbers out of losses and cuts the graph, torch.stack keeps it."""

import torch
from torch import nn

net = nn.Linear(2, 1)
costs = [net(row).mean() for row in torch.rand(4, 2)]
report = torch.tensor([cost.item() for cost in costs])
report_too = torch.tensor(costs)
together = torch.cat([cost.view(1) for cost in costs])
print(report, report_too)  #? report is detached tensor; report_too is detached tensor
print(together)  #? together is graph tensor
