"""What finally assigns is what holds afterwards, whatever the body did."""

import torch
from torch import nn

net = nn.Linear(2, 1)


def guarded(batch):
    out = None
    try:
        out = net(batch)
        print(out)  #? out is graph tensor
    finally:
        out = torch.zeros(1)
    return out  #? out is detached tensor
