"""What del-without-freeing costs: the whole tensor, under another name."""

import torch

from evidence.measuring import Claim, kept_bytes

SIZE = 2048


def _mean(*, detached: bool) -> list[torch.Tensor]:
    """A leaf, and the mean of its exponential, which is deleted."""
    weights = torch.ones(SIZE, SIZE, requires_grad=True)
    activations = weights.exp()
    mean = activations.mean().detach() if detached else activations.mean()
    del activations, weights
    return [mean]


def _row(*, cloned: bool) -> float:
    """The bytes that a row of a deleted table holds."""
    table = torch.ones(SIZE, SIZE)
    row = table[0].clone() if cloned else table[0]
    del table
    return float(row.untyped_storage().nbytes())


CLAIMS = (
    Claim(
        "bytes held by the mean of a deleted tensor",
        bad=lambda: kept_bytes(lambda: _mean(detached=False)),
        good=lambda: kept_bytes(lambda: _mean(detached=True)),
        at_least=20,
    ),
    Claim(
        "bytes held by a row of a deleted tensor",
        bad=lambda: _row(cloned=False),
        good=lambda: _row(cloned=True),
        at_least=20,
    ),
)
