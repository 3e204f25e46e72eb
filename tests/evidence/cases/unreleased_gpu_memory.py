"""What unreleased-gpu-memory is about: ``empty_cache()`` releases nothing that is held; not holding it does."""

import torch

from evidence.measuring import Claim, kept_bytes

BATCHES = 32


def _outputs(*, numbers: bool) -> list[object]:
    """What is kept of the outputs of some batches, between which the cache is emptied."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = torch.nn.Linear(512, 512, device=device)
    kept: list[object] = []
    for _ in range(BATCHES):
        output = model(torch.ones(512, 512, device=device))
        kept.append(output.mean().item() if numbers else output)
        del output
        torch.cuda.empty_cache()
    return kept


CLAIMS = (
    Claim(
        f"bytes held after {BATCHES} batches with `empty_cache()` after each, outputs against numbers",
        bad=lambda: kept_bytes(lambda: _outputs(numbers=False)),
        good=lambda: kept_bytes(lambda: _outputs(numbers=True)),
        at_least=5,
    ),
)
