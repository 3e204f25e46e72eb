"""The network."""

from torch import nn


class FishNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.gills = nn.Linear(6, 2)

    def forward(self, water):
        return self.gills(water)
