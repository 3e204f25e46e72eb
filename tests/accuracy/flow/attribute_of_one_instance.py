"""Two instances of one class hold what each was given, not what the other was given."""

import torch
from torch import nn


class Box:
    def __init__(self, content):
        self.content = content


net = nn.Linear(3, 1)
live = Box(net(torch.ones(1, 3)))
dead = Box(7)
print(live.content)  #? live.content is graph tensor
print(dead.content)  #? dead.content is number
