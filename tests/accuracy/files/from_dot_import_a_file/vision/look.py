"""`from . import gates` binds the file; what it holds is reached with a dot."""

import torch

from . import gates

gate = gates.Gate()  #? gate is module
pixels = torch.ones(2, 3)
seen = gate(pixels)  #? seen is graph tensor
knob = gate.weight  #? knob is parameter
