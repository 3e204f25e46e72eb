"""First floor."""

from torch import nn


class Trainable(nn.Module):
    def size(self):
        return sum(p.numel() for p in self.parameters())
