"""What accumulated-object-references costs: the inputs of all batches, in a list that nobody empties."""

import weakref
from typing import Any

import torch

from evidence.measuring import Claim, Raises

STEPS = 60


class _Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, seen: list[torch.Tensor] | None) -> torch.Tensor:
        if seen is not None:
            seen.append(x)
        return x * 2

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        return gradients[0] * 2, None


class _OldStyle(torch.autograd.Function):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * 2


def _alive(*, collects: bool) -> float:
    """Megabytes of inputs that are still there when training is over."""
    seen: list[torch.Tensor] = []
    inputs: list[weakref.ref[torch.Tensor]] = []
    weight = torch.ones(256 * 1024, requires_grad=True)
    for _ in range(STEPS):
        weight.grad = None
        x = weight * 1
        inputs.append(weakref.ref(x))
        _Double.apply(x, seen if collects else None).sum().backward()
    alive = [tensor for tensor in (reference() for reference in inputs) if tensor is not None]
    return sum(tensor.nbytes for tensor in alive) / 2**20


CLAIMS = (
    Claim(
        f"megabytes of inputs alive after {STEPS} steps whose forward pass collects its input",
        bad=lambda: _alive(collects=True),
        good=lambda: _alive(collects=False),
        at_least=50,
    ),
    Raises("an instance cannot be called", lambda: _OldStyle()(torch.ones(2)), RuntimeError),
)
