"""What lingering-references costs: each entry of a replay memory brings the graph of its step with it."""

from collections import deque

import torch
from torch import Tensor

from evidence.measuring import Claim, graph_nodes, kept_bytes

STEPS = 100


def _memory(*, detached: bool, capacity: int | None = None) -> deque[Tensor]:
    network = torch.nn.Sequential(torch.nn.Linear(128, 512), torch.nn.ReLU(), torch.nn.Linear(512, 8))
    memory: deque[Tensor] = deque(maxlen=capacity)
    for _ in range(STEPS):
        values = network(torch.randn(64, 128))
        memory.append(values.detach() if detached else values)
    return memory


CLAIMS = (
    Claim(
        f"bytes kept after {STEPS} pushes",
        bad=lambda: kept_bytes(lambda: _memory(detached=False)),
        good=lambda: kept_bytes(lambda: _memory(detached=True)),
        at_least=3,
    ),
    Claim(
        "graph nodes kept by a memory of 50 entries",
        bad=lambda: graph_nodes(_memory(detached=False, capacity=50)),
        good=lambda: graph_nodes(_memory(detached=True, capacity=50)),
        at_least=100,
    ),
)
SAME_VALUES = True
