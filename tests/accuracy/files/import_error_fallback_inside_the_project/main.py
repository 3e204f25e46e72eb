"""Whichever import succeeds, the name is a module and its output has a graph."""

import torch

try:
    from nets_fast import Net
except ImportError:
    from nets_slow import Net

net = Net()  #? net is module; assumed net is no
out = net(torch.ones(2, 4))  #? out is graph tensor
