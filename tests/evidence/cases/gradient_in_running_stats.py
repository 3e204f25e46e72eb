"""What gradient-in-running-stats costs: a graph that grows with every batch."""

import torch

from evidence.measuring import Claim, graph_nodes

STEPS = 60


def _mean(*, detached: bool) -> torch.Tensor:
    weight = torch.ones(8, requires_grad=True)
    running = torch.zeros(8)
    for _ in range(STEPS):
        mean = (torch.randn(4, 8) * weight).mean(0)
        running = 0.9 * running + 0.1 * (mean.detach() if detached else mean)
    return running


CLAIMS = (
    Claim(
        f"nodes of the graph behind a running mean after {STEPS} batches",
        bad=lambda: graph_nodes([_mean(detached=False)]),
        good=lambda: graph_nodes([_mean(detached=True)]),
        at_least=100,
    ),
)
