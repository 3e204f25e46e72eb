"""What mishandled-inference-gradient costs: predictions that are kept hold the activations of their batches."""

import torch
from torch import Tensor, nn

from evidence.measuring import Claim, kept_bytes, peak_bytes

BATCHES = 8


def _network() -> nn.Module:
    return nn.Sequential(*(nn.Sequential(nn.Linear(512, 512), nn.ReLU()) for _ in range(16))).eval()


def _predictions(*, tracked: bool) -> list[Tensor]:
    network = _network()
    with torch.set_grad_enabled(tracked):
        return [network(torch.randn(256, 512)) for _ in range(BATCHES)]


def _labels(*, tracked: bool) -> list[Tensor]:
    network = _network()
    with torch.set_grad_enabled(tracked):
        return [network(torch.randn(2048, 512)).argmax(1) for _ in range(2)]


CLAIMS = (
    Claim(
        f"bytes kept with the outputs of {BATCHES} batches",
        bad=lambda: kept_bytes(lambda: _predictions(tracked=True)),
        good=lambda: kept_bytes(lambda: _predictions(tracked=False)),
        at_least=3,
    ),
    Claim(
        "bytes at most, where only the labels are kept",
        bad=lambda: peak_bytes(lambda: _labels(tracked=True)),
        good=lambda: peak_bytes(lambda: _labels(tracked=False)),
        at_least=1.5,
    ),
)
SAME_VALUES = True
