"""A value that is compared and formatted goes nowhere."""

from torch import nn

net = nn.Linear(3, 1)


def watch(rows, limit):
    size = net(rows).abs().max()  #? fate of size is read
    if size > limit:
        print(f"too large: {size:.3f}")
