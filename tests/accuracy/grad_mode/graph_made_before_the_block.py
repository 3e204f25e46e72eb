"""A tensor keeps the graph it has when the block begins; what is computed there has none."""

import torch
from torch import nn

loom = nn.Linear(4, 4)
cloth = loom(torch.randn(2, 4))

with torch.no_grad():
    print(cloth)  #? grad is off; cloth is graph tensor
    strip = cloth * 2  #? strip is detached tensor
    copy = cloth.clone()  #? copy is detached tensor
patch = strip.sum() * loom.weight  #? patch is graph tensor
