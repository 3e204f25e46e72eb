"""Tracking switched off in one branch only is unknown after it."""

import sys

import torch
from torch import nn

bridge = nn.Linear(3, 3)
load = torch.randn(2, 3)

if "--fast" in sys.argv:
    torch.set_grad_enabled(False)
    quick = bridge(load)  #? grad is off
stress = bridge(load)  #? grad is unknown; stress is tensor
torch.set_grad_enabled(True)
strain = bridge(load)  #? grad is on; strain is graph tensor
