"""The optimizer calls a closure that goes backward; the loop only calls step."""

import torch
from torch import nn

curve = nn.Linear(1, 1)
solver = torch.optim.LBFGS(curve.parameters())
points = torch.randn(9, 1)


def closure():
    solver.zero_grad()
    misfit = curve(points).pow(2).mean()  #? phase is training
    misfit.backward()
    return misfit


for _ in range(5):
    print(solver.step(closure))  #? phase is training
