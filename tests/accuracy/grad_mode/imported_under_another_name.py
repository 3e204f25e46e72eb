"""The guards under other names, and another thing under the guard's name."""

from contextlib import nullcontext as no_grad

import torch.autograd as ag
from torch import inference_mode as frozen
from torch import nn, randn

net = nn.Linear(4, 2)
rows = randn(1, 4)

with frozen():
    first = net(rows)  #? grad is off; first is detached tensor
with ag.no_grad():
    second = net(rows)  #? grad is off
with no_grad():
    third = net(rows)  #? grad is on; third is graph tensor
