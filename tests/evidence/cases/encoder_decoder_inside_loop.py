"""What encoder-decoder-inside-loop costs: a model that never learns."""

import torch
from torch import nn

from evidence.measuring import Claim

STEPS = 40


def _loss(*, anew: bool) -> float:
    """The loss of an autoencoder after some steps."""
    torch.manual_seed(0)
    x = torch.randn(64, 32)

    def build() -> tuple[nn.Module, torch.optim.Optimizer]:
        model = nn.Sequential(nn.Linear(32, 64), nn.Linear(64, 32))
        return model, torch.optim.Adam(model.parameters(), lr=0.01)

    model, optimizer = build()
    loss = torch.zeros(())
    for _ in range(STEPS):
        if anew:
            model, optimizer = build()
        optimizer.zero_grad()
        loss = (model(x) - x).pow(2).mean()
        loss.backward()
        optimizer.step()
    return loss.item()


def _outputs(*, anew: bool) -> float:
    """How many different outputs five calls of a layer give for one input."""
    x, kept = torch.ones(1, 8), nn.Linear(8, 8)
    return float(len({(nn.Linear(8, 8) if anew else kept)(x).sum().item() for _ in range(5)}))


CLAIMS = (
    Claim(f"loss after {STEPS} steps", bad=lambda: _loss(anew=True), good=lambda: _loss(anew=False), at_least=5),
    Claim(
        "outputs for one input, the layer built in forward",
        bad=lambda: _outputs(anew=True),
        good=lambda: _outputs(anew=False),
        at_least=5,
    ),
)
