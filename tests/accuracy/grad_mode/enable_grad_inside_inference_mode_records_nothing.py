"""Inference mode wins over enable_grad: what is computed in it has no graph."""

import torch
from torch import nn

energy = nn.Linear(6, 1)
atoms = torch.randn(3, 6)

with torch.inference_mode(), torch.enable_grad():
    total = energy(atoms).sum()  #? total is detached tensor
