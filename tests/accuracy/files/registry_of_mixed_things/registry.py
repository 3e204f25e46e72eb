"""Builds a module, a list or a number."""

from torch import nn

MAKERS = {"line": nn.Linear, "list": list, "number": float}


def build(kind, *args):  #? returns is unknown
    return MAKERS[kind](*args)
