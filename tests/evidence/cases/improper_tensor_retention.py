"""What improper-tensor-retention costs: outputs on ctx wait for the garbage collector, and nobody watches them."""

import gc
from typing import Any

import torch
from torch import Tensor

from evidence.measuring import Claim, graph_nodes, kept_bytes, peak_bytes

CALLS = 60


class _Attribute(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        y = x.exp()
        ctx.y = y
        return y

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Tensor:
        return grads[0] * ctx.y


class _Saved(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        y = x.exp()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Tensor:
        (y,) = ctx.saved_tensors
        return grads[0] * y


def _calls(function: type[torch.autograd.Function]) -> None:
    """Outputs of 1 MB, each dropped before the next, without the garbage collector."""
    gc.collect()
    gc.disable()
    x = torch.ones(256 * 1024, requires_grad=True)
    for _ in range(CALLS):
        function.apply(x)
    gc.enable()


def _outputs(*, detached: bool) -> list[Tensor]:
    network = torch.nn.Sequential(*(torch.nn.Linear(512, 512) for _ in range(4)))
    outputs = [network(torch.randn(64, 512)) for _ in range(50)]
    return [output.detach() for output in outputs] if detached else outputs


CLAIMS = (
    Claim(
        f"bytes at most during {CALLS} calls whose outputs are dropped",
        bad=lambda: peak_bytes(lambda: _calls(_Attribute)),
        good=lambda: peak_bytes(lambda: _calls(_Saved)),
        at_least=3,
    ),
    Claim(
        "bytes kept with 50 outputs",
        bad=lambda: kept_bytes(lambda: _outputs(detached=False)),
        good=lambda: kept_bytes(lambda: _outputs(detached=True)),
        at_least=2,
    ),
    Claim(
        "graph nodes behind them",
        bad=lambda: graph_nodes(_outputs(detached=False)),
        good=lambda: graph_nodes(_outputs(detached=True)),
        at_least=50,
    ),
)
SAME_VALUES = True
