"""A module and its only layer."""

from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(16, 5)

    def forward(self, words):
        return self.out(words).argmax(-1)
