"""A yield inside no_grad switches gradients off for the with block; one after it does not."""

import torch
from torch import nn

from blocks import calm, eval_mode

line = nn.Linear(3, 1)
rows = torch.ones(2, 3)
with calm(line):
    low = line(rows)  #? grad is off; low is detached tensor
with eval_mode(line):
    high = line(rows)  #? grad is on; high is graph tensor
