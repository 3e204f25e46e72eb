"""A meter of another file keeps the tensor with hold() and only prints it with show()."""

import torch
from torch import nn

from meters import Meter

line, meter = nn.Linear(2, 1), Meter()
for _ in range(3):
    first = line(torch.ones(1, 2)).sum()  #? fate of first is attribute
    meter.hold(first)
    second = line(torch.ones(1, 2)).sum()  #? fate of second is read
    meter.show(second)
