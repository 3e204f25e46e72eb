"""What redundant-dataloader-instantiation costs: worker processes that start anew in every epoch."""

import os

import torch
from torch.utils.data import DataLoader, TensorDataset

from evidence.measuring import Claim, Raises

DATASET = TensorDataset(torch.arange(64.0))
EPOCHS = 5


def _pids(*, kept: bool) -> float:
    """How many processes load the batches of some epochs."""
    seen: set[int] = set()

    def collate(_: object) -> int:
        return os.getpid()

    def build() -> DataLoader[tuple[torch.Tensor, ...]]:
        return DataLoader(DATASET, batch_size=16, num_workers=2, persistent_workers=kept, collate_fn=collate)

    loader = build()
    for _ in range(EPOCHS):
        if not kept:
            loader = build()
        seen.update(iter(loader))
    return float(len(seen))


def _steps(*, kept: bool) -> float:
    """Samples of the dataset's order that are drawn for some steps of one batch."""
    drawn = 0

    class Order(torch.utils.data.Sampler[int]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            nonlocal drawn
            drawn += len(DATASET)
            return iter(torch.randperm(len(DATASET)).tolist())

    loader = DataLoader(DATASET, batch_size=16, sampler=Order())
    batches = iter(loader)
    for _ in range(4):
        next(batches if kept else iter(loader))
    return float(drawn)


CLAIMS = (
    Claim(
        f"worker processes started for {EPOCHS} epochs", bad=lambda: _pids(kept=False), good=lambda: _pids(kept=True),
        at_least=4,
    ),
    Claim("indices drawn for 4 steps", bad=lambda: _steps(kept=False), good=lambda: _steps(kept=True), at_least=4),
    Raises(
        "workers that stay, where there are none",
        lambda: DataLoader(DATASET, num_workers=0, persistent_workers=True),
        ValueError,
    ),
)  # fmt: skip
