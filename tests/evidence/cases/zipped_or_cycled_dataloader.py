"""What zipped-or-cycled-dataloader costs: `itertools.cycle` keeps all batches of the first pass."""

from collections.abc import Iterator
from itertools import cycle, islice

import torch
from torch.utils.data import DataLoader, TensorDataset

from evidence.measuring import Claim, kept_bytes


def _loader() -> DataLoader[tuple[torch.Tensor, ...]]:
    return DataLoader(TensorDataset(torch.randn(4096, 1024)), batch_size=256)


def _forever(loader: DataLoader[tuple[torch.Tensor, ...]]) -> Iterator[list[torch.Tensor]]:
    while True:
        yield from loader


def _after(batches: Iterator[object], steps: int) -> Iterator[object]:
    for _ in islice(batches, steps):
        pass
    return batches


LOADER = _loader()
CLAIMS = (
    Claim(
        "bytes kept after two passes over 16 MB of batches",
        bad=lambda: kept_bytes(lambda: _after(cycle(LOADER), 32)),
        good=lambda: kept_bytes(lambda: _after(_forever(LOADER), 32)),
        at_least=3,
    ),
)
