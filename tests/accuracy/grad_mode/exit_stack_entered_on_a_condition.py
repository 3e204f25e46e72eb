"""A guard put on the stack only when asked for, and a stack that is closed early."""

import sys
from contextlib import ExitStack

import torch
from torch import nn

dock = nn.Linear(2, 2)
cargo = torch.randn(3, 2)

with ExitStack() as stack:
    if "--eval" in sys.argv:
        stack.enter_context(torch.inference_mode())
    stored = dock(cargo)  #? grad is unknown; stored is tensor
    stack.close()
    shipped = dock(cargo)  #? grad is on; shipped is graph tensor
