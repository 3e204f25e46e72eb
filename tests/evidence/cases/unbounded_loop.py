"""What unbounded-loop costs: `itertools.cycle` never runs out of batches, and keeps those of the first pass."""

from collections.abc import Iterable
from itertools import cycle, islice

import torch
from torch.utils.data import DataLoader, TensorDataset

from evidence.measuring import Claim

LOADER = DataLoader(TensorDataset(torch.arange(64.0)), batch_size=16)
PATIENCE = 1000


def _steps(batches: Iterable[object]) -> float:
    """How many batches a loop gets, up to where patience ends."""
    return float(sum(1 for _ in islice(batches, PATIENCE)))


CLAIMS = (
    Claim(
        f"batches of 3 epochs of 4, given up after {PATIENCE}",
        bad=lambda: _steps(cycle(LOADER)),
        good=lambda: _steps(batch for _ in range(3) for batch in LOADER),
        at_least=80,
    ),
)
