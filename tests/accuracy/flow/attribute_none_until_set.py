"""An attribute that starts as None is known right after it is set, and not in another method."""

from torch import nn


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(4, 8)
        self.state = None

    def forward(self, token):
        self.state = self.cell(token, self.state)
        return self.state * 2  #? self.state is graph tensor

    def peek(self):
        return self.state  #? self.state is unknown
