"""The base lies here; it derives from torch's Module under another name."""

from torch.nn import Linear
from torch.nn import Module as Base


class Encoder(Base):
    def __init__(self, width):
        super().__init__()
        self.body = Linear(width, width)

    def forward(self, signal):
        return self.body(signal)


def make(width=4):
    return Encoder(width)
