"""Every class in the table makes a module, so what is made is a module whichever is picked."""

import sys

from torch import nn

KINDS = {"relu": nn.ReLU, "gelu": nn.GELU, "tanh": nn.Tanh}
kind = KINDS[sys.argv[1]]
activation = kind()
print(kind, activation)  #? kind is class; activation is module
other = getattr(nn, sys.argv[2])
print(other)  #? other is unknown
