"""A method that calls the method of its base by super() does not call itself."""

from torch import nn


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(3, 1)

    def forward(self, rows):  #? effects is none; returns is graph tensor
        return self.body(rows)


class Cut(Base):
    def forward(self, rows):  #? effects is none; returns is detached tensor
        return super().forward(rows).detach()
