"""A module made by a factory of another file, and a subclass of what that file defines."""

import torch
from nets import Encoder as Plain
from nets import make


class Quiet(Plain):  #? instance is module
    def forward(self, signal):
        return super().forward(signal).detach()


row = torch.ones(4)
loud, quiet = make(), Quiet(4)
print(loud, loud(row))  #? loud is module; loud(row) is graph tensor
print(quiet(row))  #? quiet(row) is detached tensor
