"""What unnecessary-dim-retention costs: a node of the graph, and nothing else."""

import torch

from evidence.measuring import Claim, Raises, graph_nodes


def _mean(*, kept: bool) -> torch.Tensor:
    rows = torch.randn(4096, 256, requires_grad=True)
    return rows.mean(1, keepdim=True).squeeze(1) if kept else rows.mean(1)


CLAIMS = (
    Claim(
        "nodes of the graph of one mean",
        bad=lambda: graph_nodes([_mean(kept=True)]),
        good=lambda: graph_nodes([_mean(kept=False)]),
        at_least=1.5,
    ),
    Raises(
        "an axis that broadcasting needs, taken away",
        lambda: torch.randn(4096, 256) - torch.randn(4096, 256).mean(1),
        RuntimeError,
    ),
)
