"""A decorator chosen by a constant of the module is the one that the constant says."""

import torch
from torch import nn

EXPORTING = False
painter = nn.Linear(4, 3)
guard = torch.no_grad() if EXPORTING else torch.enable_grad()


@guard
def paint(strokes):
    return painter(strokes)  #? grad is on


canvas = paint(torch.randn(2, 4))  #? canvas is graph tensor
