"""A context manager that only calls eval() leaves tracking on, whatever its name says."""

import contextlib

import torch
from torch import nn


@contextlib.contextmanager
def inference(network):
    network.eval()
    try:
        yield
    finally:
        network.train()


oracle = nn.Linear(4, 1)
with inference(oracle):
    answer = oracle(torch.randn(2, 4))  #? grad is on; answer is graph tensor
