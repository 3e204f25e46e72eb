"""In the handler nobody knows how far the body of the try came; after the try it ran to its end."""

from torch import nn

net = nn.Linear(3, 1)


def sized(rows):
    size = None
    try:
        size = len(rows)
        net(rows)
    except RuntimeError:
        return size  #? size is unknown
    return size  #? size is number
