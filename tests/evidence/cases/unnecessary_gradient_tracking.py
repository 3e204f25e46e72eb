"""What unnecessary-gradient-tracking costs: the activations of every output that is kept."""

import torch

from evidence.measuring import Claim, kept_bytes


def _outputs(*, tracked: bool) -> list[torch.Tensor]:
    model = torch.nn.Sequential(*(torch.nn.Linear(256, 256) for _ in range(16))).eval()
    with torch.set_grad_enabled(tracked):
        return [model(torch.randn(256, 256)) for _ in range(16)]


CLAIMS = (
    Claim(
        "bytes kept by 16 outputs of a model of 16 layers",
        bad=lambda: kept_bytes(lambda: _outputs(tracked=True)),
        good=lambda: kept_bytes(lambda: _outputs(tracked=False)),
        at_least=5,
    ),
)
