"""A block that turns tracking on inside one that turns it off."""

import torch
from torch import nn

policy = nn.Linear(4, 2)
states = torch.randn(5, 4)

with torch.no_grad():
    target = policy(states)  #? grad is off; target is detached tensor
    with torch.enable_grad():
        logits = policy(states)  #? grad is on; logits is graph tensor
    gap = logits - target  #? grad is off; gap is detached tensor
