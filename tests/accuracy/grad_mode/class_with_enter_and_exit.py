"""A class that switches tracking off when it is entered and restores it when it is left."""

import torch
from torch import nn


class Frozen:
    def __enter__(self):
        self.before = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        return self

    def __exit__(self, *details):
        torch.set_grad_enabled(self.before)


trunk = nn.Linear(5, 5)
leaves = torch.randn(2, 5)
with Frozen():
    still = trunk(leaves)  #? grad is off; still is detached tensor
moved = trunk(leaves)  #? grad is on; moved is graph tensor
