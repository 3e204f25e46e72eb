"""One context manager covers its block with no_grad, the other one leaves it too early."""

from contextlib import contextmanager

import torch


@contextmanager
def calm(net):
    net.eval()
    with torch.no_grad():
        yield net
    net.train()


@contextmanager
def eval_mode(net):
    with torch.no_grad():
        net.eval()
    yield net
    net.train()
