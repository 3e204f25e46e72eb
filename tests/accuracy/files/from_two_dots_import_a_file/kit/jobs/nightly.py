"""A file of the package above gives a function; its result is attached when its input is."""

import torch
from torch import nn

from .. import criteria

line = nn.Linear(2, 1)
xs, ys = torch.randn(4, 2), torch.randn(4, 1)
fit = criteria.gap(line(xs), ys)  #? fit is graph tensor
spread = criteria.gap(ys, ys.mean())  #? spread is detached tensor
