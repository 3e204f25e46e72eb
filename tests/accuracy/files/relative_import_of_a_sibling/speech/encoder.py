"""The encoder."""

from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(40, 64)

    def forward(self, frames):
        codes, _ = self.rnn(frames)
        return codes
