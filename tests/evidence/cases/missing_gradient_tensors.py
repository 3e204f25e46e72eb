"""What missing-gradient-tensors costs: inputs that are held by every loss that is kept."""

from typing import Any

import torch

from evidence.measuring import Claim, Raises, kept_bytes

STEPS = 40


class _Kept(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
        ctx.x = x
        return x**2

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        return 2 * ctx.x * gradients[0]


class _Saved(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        (x,) = ctx.saved_tensors
        return 2 * x * gradients[0]


def _losses(square: Any) -> list[torch.Tensor]:
    weight = torch.ones(256 * 1024, requires_grad=True)
    kept = []
    for _ in range(STEPS):
        loss = square.apply(weight * 1).mean()
        loss.backward()
        kept.append(loss)
    return kept


def _changed_in_place(square: Any) -> float:
    x = torch.ones(3, requires_grad=True)
    values = x * 1
    result = square.apply(values).sum()
    with torch.no_grad():
        values.mul_(10)
    result.backward()
    assert x.grad is not None
    return x.grad[0].item()


CLAIMS = (
    Claim(
        f"bytes kept by {STEPS} losses after their backward passes",
        bad=lambda: kept_bytes(lambda: _losses(_Kept)),
        good=lambda: kept_bytes(lambda: _losses(_Saved)),
        at_least=5,
    ),
    Claim(
        "gradient, truly 2, after the input was changed in place",
        bad=lambda: _changed_in_place(_Kept),
        good=lambda: 2.0,
        at_least=5,
    ),
    Raises("a saved input that was changed in place is noticed", lambda: _changed_in_place(_Saved), RuntimeError),
)
