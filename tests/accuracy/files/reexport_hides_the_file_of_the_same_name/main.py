"""The name runner.drive is the function, not the file drive.py, once __init__.py imported it."""

import torch
from torch import nn

from runner import drive

line = nn.Linear(3, 1)
rule = torch.optim.SGD(line.parameters(), lr=0.1)
action = drive  #? action is function
for _ in range(3):
    err = line(torch.ones(2, 3)).sum()  #? phase is training; fate of err is backward
    drive(err, rule)
