"""A guard made on one line works only where it is entered."""

import torch
from torch import nn

valve = nn.Linear(2, 2)
water = torch.randn(4, 2)

guard = torch.no_grad()
running = valve(water)  #? grad is on; running is graph tensor
with guard:
    stopped = valve(water)  #? grad is off; stopped is detached tensor
