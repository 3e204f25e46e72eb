"""One filled-in method is called inside the block of the base class, the other before it."""

import torch
from runner import Runner
from torch import nn


class Scan(Runner):
    def prepare(self):
        self.net = nn.Linear(3, 1)
        self.net(torch.zeros(1, 3))  #? grad is on; self.net(torch.zeros(1, 3)) is graph tensor

    def step(self, batch):
        level = self.net(batch)  #? grad is off; level is detached tensor
        print(level)


Scan().run([torch.randn(2, 3)])
