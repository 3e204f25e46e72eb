"""Programs that the command line is tried on."""

from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]

LEAK = 'import torch\n\nlog = open("log.csv", "w")\nlog.write("step,loss")\n'
MENDED = 'import torch\n\nwith open("log.csv", "w") as log:\n    log.write("step,loss")\n'
CLEAN = "import torch\n\nx = torch.ones(3)\n"

# A module that other files import, and one that keeps graphs, which only shows where `Net` is known to be a module.
NET = """\
import torch


class Net(torch.nn.Module):
    def forward(self, x):
        return x
"""
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

# Keeps graphs, unless it is called where there are none.
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
