"""What graph-retention-after-backward costs: the graph of every loss that is kept."""

import torch

from evidence.measuring import Claim, kept_bytes

STEPS = 50


def _losses(*, retained: bool) -> list[torch.Tensor]:
    model = torch.nn.Sequential(*(torch.nn.Linear(256, 256) for _ in range(8)))
    kept = []
    for _ in range(STEPS):
        loss = model(torch.randn(128, 256)).square().mean()
        loss.backward(retain_graph=retained)
        model.zero_grad()
        kept.append(loss)
    return kept


CLAIMS = (
    Claim(
        f"bytes kept by {STEPS} losses after their backward passes",
        bad=lambda: kept_bytes(lambda: _losses(retained=True)),
        good=lambda: kept_bytes(lambda: _losses(retained=False)),
        at_least=3,
    ),
)
