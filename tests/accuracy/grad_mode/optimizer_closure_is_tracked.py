"""An optimizer's step is untracked inside, but it calls the closure with tracking on."""

import torch
from torch import nn

curve = nn.Linear(1, 1)
optimizer = torch.optim.LBFGS(curve.parameters())
points = torch.randn(9, 1)


def closure():
    optimizer.zero_grad()
    misfit = curve(points).pow(2).mean()  #? grad is on; misfit is graph tensor
    misfit.backward()
    return misfit


with torch.no_grad():
    optimizer.step(closure)  #? grad is off
