"""Lambdas are functions whose bodies say what comes back."""

import torch
from torch import nn

net = nn.Linear(4, 2)
quiet = lambda batch: net(batch).detach()  # noqa: E731
loud = lambda batch: net(batch)  # noqa: E731
rows = torch.rand(3, 4)
print(quiet, quiet(rows))  #? quiet is function; quiet(rows) is detached tensor
print(loud(rows))  #? loud(rows) is graph tensor
