"""A method that returns self gives the object, so that calls can follow each other."""

import torch
from torch import nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(3, 1)

    def prepare(self, width):  #? returns is module; effects is keeps width
        self.width = width
        return self

    def forward(self, rows):
        return self.out(rows)


top = Head().prepare(3)  #? top is module
guess = top(torch.ones(1, 3))  #? guess is graph tensor
