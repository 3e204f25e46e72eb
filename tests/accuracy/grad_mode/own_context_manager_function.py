"""A context manager of the project's own that yields inside no_grad."""

import contextlib

import torch
from torch import nn


@contextlib.contextmanager
def evaluating(network):
    network.eval()
    with torch.no_grad():
        yield network
    network.train()


judge = nn.Linear(4, 1)
with evaluating(judge) as frozen:
    verdict = frozen(torch.randn(2, 4))  #? grad is off; verdict is detached tensor
appeal = judge(torch.randn(2, 4))  #? grad is on; appeal is graph tensor
