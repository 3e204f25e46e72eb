"""One caller is seen and untracked, the other is code nobody can see."""

import torch
from dispatch_tables import register
from torch import nn

eye = nn.Linear(4, 2)


def see(picture):
    return eye(picture)  #? grad is unknown; eye(picture) is tensor


register("vision", see)
with torch.no_grad():
    view = see(torch.randn(1, 4))  #? grad is off; view is detached tensor
