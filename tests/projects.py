"""Projects of two files: what one believes rests on the other."""

# A module that other files import, and the same name for something that is none.
NET = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x):
        return self.layer(x)
"""

NO_NET = """\
import torch


class Net:
    def __call__(self, x):
        return x.detach()
"""

# Keeps the graphs of all iterations, which only shows where `Net` is known to be a module.
USES_NET = """\
import torch
from models import Net


def run(data):
    model = Net()
    kept = []
    for x in data:
        out = model(x)
        kept.append(out.mean())
    print(len(kept))
"""

# Keeps graphs as far as anybody can tell who does not see how it is called.
COLLECT = """\
import torch


def collect(model: torch.nn.Module, data):
    kept = []
    for x in data:
        kept.append(model(x).mean())
    print(len(kept))
"""

CALLS_COLLECT = """\
import torch
from collect import collect


def evaluate(model, data):
    with torch.no_grad():
        collect(model, data)
"""
