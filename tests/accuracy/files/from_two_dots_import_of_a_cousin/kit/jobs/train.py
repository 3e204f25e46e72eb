"""The cousin's Net hands its input through: calling a module does not attach anything by itself."""

import torch

from ..core.net import Net as Backbone

spine = Backbone()  #? spine is module
echo = spine(torch.ones(3))  #? echo is detached tensor
