"""A with block inside a method switches tracking off for its own lines only."""

import torch
from torch import nn


class Scorer(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 1)

    def forward(self, batch):
        with torch.no_grad():
            hint = self.body(batch)  #? grad is off; hint is detached tensor
        return self.body(batch) + hint  #? grad is on; self.body(batch) is graph tensor
