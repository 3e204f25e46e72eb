"""What oversized-batch costs: the activations of all samples at once."""

import torch
from torch import nn

from evidence.measuring import Claim, peak_bytes

SAMPLES = 8192


def _step(size: int) -> None:
    """The gradients of one step, in micro-batches of a size."""
    torch.manual_seed(0)
    model = nn.Sequential(*(nn.Sequential(nn.Linear(256, 256), nn.ReLU()) for _ in range(8)))
    for part in torch.randn(SAMPLES, 256).split(size):
        (model(part).pow(2).mean() * len(part) / SAMPLES).backward()


CLAIMS = (
    Claim(
        f"bytes at most, {SAMPLES} samples at once against parts of 512",
        bad=lambda: peak_bytes(lambda: _step(SAMPLES)),
        good=lambda: peak_bytes(lambda: _step(512)),
        at_least=2,
    ),
)
