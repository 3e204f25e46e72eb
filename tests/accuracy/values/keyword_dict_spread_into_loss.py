"""A dict of named arguments spread into a loss function: one of them attaches the loss."""

import torch
from torch import nn
from torch.nn import functional as F

classifier = nn.Linear(10, 3)
labels = torch.randint(3, (5,))
named = dict(input=classifier(torch.rand(5, 10)), target=labels)
cost = F.cross_entropy(**named)
print(cost)  #? cost is graph tensor
print(named["input"], named["target"])  #? named["target"] is detached tensor
