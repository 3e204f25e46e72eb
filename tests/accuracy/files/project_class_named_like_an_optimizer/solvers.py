"""A module that happens to carry an optimizer's name."""

from torch import nn


class Adam(nn.Module):
    """Named after the first man."""

    def __init__(self, width):
        super().__init__()
        self.rib = nn.Linear(width, width)

    def forward(self, dust):
        return self.rib(dust)
