"""What forward-pass-tensor-attribute costs: lists and carried state keep the graph of every call."""

import copy
from collections.abc import Callable

import torch
from torch import Tensor, nn

from evidence.measuring import Claim, Raises, graph_nodes, kept_bytes

CALLS = 50


class _Encoder(nn.Module):
    """A module that keeps its hidden tensors in a list, or the last one as its state, where it is told to."""

    def __init__(self, keep: bool, carry: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.layer = nn.Linear(512, 512)
        self.keep, self.carry = keep, carry
        self.kept: list[Tensor] = []
        self.state = torch.zeros(256, 512)

    def forward(self, x: Tensor) -> Tensor:
        hidden = torch.relu(self.layer(x) + self.state)
        if self.keep:
            self.kept.append(hidden)
        self.state = self.carry(hidden)
        return hidden


def _after(calls: int, *, keep: bool = False, carry: Callable[[Tensor], Tensor] = torch.zeros_like) -> _Encoder:
    encoder = _Encoder(keep, carry)
    for _ in range(calls):
        encoder(torch.randn(256, 512))
    return encoder


CLAIMS = (
    Claim(
        f"bytes kept after {CALLS} calls, each of which appends to a list",
        bad=lambda: kept_bytes(lambda: _after(CALLS, keep=True)),
        good=lambda: kept_bytes(lambda: _after(CALLS)),
        at_least=5,
    ),
    Claim(
        f"graph nodes behind the state after {CALLS} calls",
        bad=lambda: graph_nodes([_after(CALLS, carry=torch.relu).state]),
        good=lambda: graph_nodes([_after(CALLS, carry=Tensor.detach).state]),
        at_least=100,
    ),
    Raises(
        "a module with a tensor of a graph in an attribute cannot be copied",
        call=lambda: copy.deepcopy(_after(1, carry=torch.relu)),
        error=RuntimeError,
    ),
)
SAME_VALUES = True
