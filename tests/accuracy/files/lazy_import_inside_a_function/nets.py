"""The heavy file."""

from torch import nn


class Thing(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 1)
