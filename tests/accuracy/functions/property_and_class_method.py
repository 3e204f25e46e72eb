"""A property is read without a call; a class method that calls cls gives an instance."""

from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.out = nn.Linear(width, 1)

    @property
    def size(self):  #? returns is number
        return sum(weight.numel() for weight in self.parameters())

    @classmethod
    def small(cls):  #? returns is module
        return cls(3)


net = Net.small()  #? net is module
print(net.size)  #? net.size is number
