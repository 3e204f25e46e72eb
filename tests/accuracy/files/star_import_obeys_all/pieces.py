"""Says what a star takes: a private name in, a public one out."""

import torch
from torch import nn

__all__ = ["_Core"]

scale = torch.ones(3)


class _Core(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(scale.clone())
