"""A list is computed inside the block, a generator expression and a map when they are read."""

import torch
from torch import nn

press = nn.Linear(4, 4)
sheets = [torch.randn(1, 4), torch.randn(1, 4)]

with torch.no_grad():
    printed = [press(sheet) for sheet in sheets]  #? printed is container of detached tensor
    waiting = (press(sheet) for sheet in sheets)
    queued = map(press, sheets)
first = next(waiting)  #? first is graph tensor
second = list(queued)  #? second is container of graph tensor
