"""First link: the class, and a decoy under the name of a later link."""

from torch import nn


class Real(nn.Module):
    def __init__(self):
        super().__init__()
        self.core = nn.Linear(2, 2)


class Outer:
    """Nobody's module."""
