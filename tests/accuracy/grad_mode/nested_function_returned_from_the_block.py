"""A function defined in a block and returned from it runs with tracking on."""

import torch
from torch import nn


@torch.no_grad()
def make_stepper(width):
    layer = nn.Linear(width, width)
    start = layer(torch.zeros(1, width))  #? grad is off; start is detached tensor

    def step(state):
        return layer(state) + start  #? grad is on; layer(state) is graph tensor

    return step


stepper = make_stepper(3)  #? stepper is function
state = stepper(torch.ones(1, 3))  #? state is graph tensor
