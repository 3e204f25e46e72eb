"""Options collected as keywords configure the layer, they do not change what comes back."""

from torch import nn


def dense(width, **options):  #? returns is module; effects is none
    return nn.Linear(width, 1, **options)


last = dense(3, bias=False)  #? last is module
