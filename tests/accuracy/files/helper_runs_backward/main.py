"""What another file's functions do decides the phase of a loop, not what they are called."""

import torch
from torch import nn

from steps import tick, train_step

line = nn.Linear(2, 1)
rule = torch.optim.SGD(line.parameters(), lr=0.1)
xs, ys = torch.randn(5, 2), torch.randn(5, 1)
for x, y in zip(xs, ys):
    err = (line(x) - y).square().sum()  #? phase is training
    tick(err, rule)
for x, y in zip(xs, ys):
    gap = (line(x) - y).square().sum()  #? phase is evaluation; fate of gap is read
    train_step(gap)
