"""The only caller says evaluating=True, so the conditional context is the guard."""

from contextlib import nullcontext

import torch
from torch import nn

grader = nn.Linear(4, 1)


def grade(essays, evaluating):
    with torch.no_grad() if evaluating else nullcontext():
        marks = grader(essays)  #? grad is off; marks is detached tensor
    return marks


report = grade(torch.randn(3, 4), evaluating=True)  #? grad is on; report is detached tensor
