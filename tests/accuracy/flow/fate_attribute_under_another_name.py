"""The value is given another name before it is stored on the object."""

from torch import nn


class Probe(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(3, 1)
        self.seen = None

    def forward(self, rows):
        raw = self.body(rows)  #? fate of raw is attribute
        kept = raw
        self.seen = kept
        return None
