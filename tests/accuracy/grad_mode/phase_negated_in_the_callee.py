"""The flag is turned round on its way: evaluating=False means that tracking is on."""

import torch
from torch import nn

net = nn.Linear(4, 1)


def run(batch, evaluating):
    torch.set_grad_enabled(not evaluating)
    return net(batch)  #? grad is on; net(batch) is graph tensor


curve = run(torch.randn(2, 4), evaluating=False)  #? curve is graph tensor
