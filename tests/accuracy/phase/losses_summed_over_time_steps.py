"""The inner loop sums losses that the outer one sends backward: it is part of the training."""

import torch
from torch import nn

cell = nn.GRUCell(4, 4)
descent = torch.optim.SGD(cell.parameters(), lr=0.1)

for series in torch.randn(10, 6, 2, 4):
    state = torch.zeros(2, 4)
    total = torch.zeros(())
    for now, after in zip(series[:-1], series[1:]):
        state = cell(now, state)
        total = total + nn.functional.mse_loss(state, after)  #? phase is training
    total.backward()
    descent.step()
