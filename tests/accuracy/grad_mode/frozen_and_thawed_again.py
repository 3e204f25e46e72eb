"""A model that was frozen and then thawed gives graphs again."""

import torch
from torch import nn

adapter = nn.Linear(4, 4)
adapter.requires_grad_(False)
cold = adapter(torch.randn(1, 4))  #? cold is detached tensor
adapter.requires_grad_(True)
warm = adapter(torch.randn(1, 4))  #? warm is graph tensor
