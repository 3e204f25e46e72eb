"""The decorator guards the generator between its yields and leaves its consumer alone."""

import torch
from torch import nn

lane = nn.Linear(3, 3)


@torch.no_grad()
def hints(count):
    for _ in range(count):
        yield lane(torch.randn(2, 3))  #? grad is off


for hint in hints(4):
    passed = lane(hint)  #? grad is on; hint is detached tensor; passed is graph tensor
