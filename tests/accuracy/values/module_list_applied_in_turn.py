"""The input runs through a ModuleList, so behind the loop's layer it is attached."""

import torch
from torch import nn


class Tower(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(4, 4) for _ in range(depth)])
        self.spare = [nn.Linear(4, 4)]

    def forward(self, signal):
        print(self.blocks, self.spare)  #? self.blocks is module; self.spare is container of module
        for block in self.blocks:
            signal = torch.relu(block(signal))  #? block is module; signal is graph tensor
        return signal
