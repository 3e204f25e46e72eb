"""What inefficient-gpu-matrix-ops costs: operands and result in full precision, at the same time."""

import torch

from evidence.measuring import Claim, peak_bytes

SIDE = 3000


def _product(dtype: torch.dtype) -> torch.Tensor:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    one = torch.zeros(SIDE, SIDE, device=device, dtype=dtype).fill_(0.5)
    other = torch.zeros(SIDE, SIDE, device=device, dtype=dtype).fill_(0.5)
    return one @ other


CLAIMS = (
    Claim(
        f"bytes at the peak of a product of {SIDE} × {SIDE}",
        bad=lambda: peak_bytes(lambda: _product(torch.float32)),
        good=lambda: peak_bytes(lambda: _product(torch.bfloat16)),
        at_least=1.5,
    ),
)
