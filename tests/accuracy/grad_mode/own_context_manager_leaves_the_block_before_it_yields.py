"""A context manager whose no_grad block ends before the yield does not cover the body."""

import contextlib

import torch
from torch import nn

flow = nn.Linear(2, 2)


@contextlib.contextmanager
def warmed_up(batch):
    with torch.no_grad():
        flow(batch)  #? grad is off; flow(batch) is detached tensor
    yield


inputs = torch.randn(3, 2)
with warmed_up(inputs):
    outputs = flow(inputs)  #? grad is on; outputs is graph tensor
