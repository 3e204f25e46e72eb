"""The network that the script imports."""

from torch import nn


class Ranker(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 1)

    def forward(self, rows):
        return self.body(rows)
