"""What tensor-over-concatenation costs: everything collected so far is copied for each piece."""

import torch

from evidence.measuring import Claim, cpu_seconds

ROWS = 4_000


def _grown() -> torch.Tensor:
    rows = torch.empty(0, 64)
    for _ in range(ROWS):
        rows = torch.cat((rows, torch.ones(1, 64)))
    return rows


def _collected() -> torch.Tensor:
    return torch.cat([torch.ones(1, 64) for _ in range(ROWS)])


CLAIMS = (
    Claim(
        f"seconds of CPU time for {ROWS:,} rows of 64 floats",
        bad=lambda: cpu_seconds(_grown),
        good=lambda: cpu_seconds(_collected),
        at_least=5,
    ),
)
