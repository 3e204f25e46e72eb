"""What unmanaged-memory-cache costs: modules that outlive their deletion, and tensors that are kept as keys."""

import functools
import gc
import weakref
from collections.abc import Callable

import torch

from evidence.measuring import Claim

COUNT = 40


class _Shared(torch.nn.Module):
    """One cache for all objects."""

    @functools.lru_cache(maxsize=128)  # noqa: B019 - this is what is measured
    def table(self, length: int) -> torch.Tensor:
        return torch.arange(length)


class _Own(torch.nn.Module):
    """A cache for each object."""

    def __init__(self) -> None:
        super().__init__()
        self.table = functools.lru_cache(maxsize=128)(self._table)

    def _table(self, length: int) -> torch.Tensor:
        return torch.arange(length)


def _alive(make: Callable[[], _Shared | _Own]) -> float:
    """How many of some deleted modules are alive; 1 at least, so that it can be divided by."""
    made = []
    for _ in range(COUNT):
        module = make()
        module.table(4)
        made.append(weakref.ref(module))
        del module
    gc.collect()
    return float(max(sum(reference() is not None for reference in made), 1))


def _keys(*, bound: int | None) -> float:
    """Megabytes of tensors in a cache whose keys are tensors, all of them equal."""

    @functools.lru_cache(maxsize=bound)
    def doubled(x: torch.Tensor) -> torch.Tensor:
        return x * 2

    results = [weakref.ref(doubled(torch.ones(65536))) for _ in range(COUNT)]
    alive = [tensor for tensor in (reference() for reference in results) if tensor is not None]
    return sum(tensor.nbytes for tensor in alive) / 2**20


CLAIMS = (
    Claim(
        f"of {COUNT} deleted modules with a cached method, alive",
        bad=lambda: _alive(_Shared),
        good=lambda: _alive(_Own),
        at_least=COUNT,
    ),
    Claim(
        f"megabytes of results kept for {COUNT} equal tensors as keys, without and with a bound",
        bad=lambda: _keys(bound=None),
        good=lambda: _keys(bound=4),
        at_least=8,
    ),
)
