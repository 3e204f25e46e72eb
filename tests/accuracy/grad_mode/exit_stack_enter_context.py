"""A guard entered through an ExitStack lasts to the end of the stack's block."""

from contextlib import ExitStack

import torch
from torch import nn

dock = nn.Linear(2, 2)
cargo = torch.randn(3, 2)

with ExitStack() as stack:
    arriving = dock(cargo)  #? grad is on; arriving is graph tensor
    stack.enter_context(torch.no_grad())
    stored = dock(cargo)  #? grad is off; stored is detached tensor
leaving = dock(cargo)  #? grad is on
