"""A context that may be what it was before: asking what it is comes to an end."""

from contextlib import nullcontext

import torch
from torch import nn

net = nn.Linear(2, 1)


def run(contexts, rows):
    context = None
    for item in contexts:
        context = item if context is None else context
    with context or nullcontext():
        return net(rows)  #? grad is on


run([nullcontext()], torch.ones(1, 2))
