"""A generator that yields inside its block takes tracking from the loop that consumes it."""

import torch
from torch import nn

lane = nn.Linear(3, 3)


def batches(count):
    with torch.no_grad():
        for _ in range(count):
            yield torch.randn(2, 3)  #? grad is off


for batch in batches(4):
    passed = lane(batch)  #? grad is off; passed is detached tensor
after = lane(torch.randn(2, 3))  #? grad is on; after is graph tensor
