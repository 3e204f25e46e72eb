"""What unreleased-tensor-references costs: the graph of every loss that is kept, activations and all."""

import torch

from evidence.measuring import Claim, kept_bytes

STEPS = 100


def _losses(*, detached: bool) -> list[torch.Tensor]:
    model = torch.nn.Sequential(*(torch.nn.Linear(128, 128) for _ in range(8)))
    kept = []
    for _ in range(STEPS):
        loss = model(torch.randn(64, 128)).mean()
        kept.append(loss.detach() if detached else loss)
    return kept


CLAIMS = (
    Claim(
        f"bytes kept after {STEPS} losses of a validation with gradients on",
        bad=lambda: kept_bytes(lambda: _losses(detached=False)),
        good=lambda: kept_bytes(lambda: _losses(detached=True)),
        at_least=5,
    ),
)
