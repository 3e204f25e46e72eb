"""Folders without __init__.py are packages too."""

import torch

from zoo.vision import tiny

net = tiny.Tiny()  #? net is module
maps = net(torch.rand(1, 3, 9, 9))  #? maps is graph tensor
with torch.no_grad():
    quiet = net(torch.rand(1, 3, 9, 9))  #? quiet is detached tensor
