"""What accumulating-gradients-in-loop costs: steps in the wrong direction, and so a greater loss."""

import torch

from evidence.measuring import Claim

STEPS = 60


def _loss(*, cleared: bool) -> float:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(512, 512), torch.nn.ReLU(), torch.nn.Linear(512, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    x = torch.randn(256, 512)
    y = x[:, :1]
    for _ in range(STEPS):
        if cleared:
            optimizer.zero_grad()
        loss = (model(x) - y).square().mean()
        loss.backward()
        optimizer.step()
    return loss.item()


CLAIMS = (
    Claim(
        f"loss after {STEPS} steps",
        bad=lambda: _loss(cleared=False),
        good=lambda: _loss(cleared=True),
        at_least=2,
    ),
)
