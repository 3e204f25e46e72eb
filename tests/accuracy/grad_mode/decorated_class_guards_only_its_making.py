"""Put above a class, the decorator covers the making of its objects, not their methods."""

import torch
from torch import nn


@torch.no_grad()
class Segmenter:
    def __init__(self):
        self.net = nn.Linear(4, 2)
        self.prior = self.net(torch.zeros(1, 4))  #? grad is off; self.prior is detached tensor

    def segment(self, scan):
        return self.net(scan) + self.prior  #? grad is on; self.net(scan) is graph tensor


mask = Segmenter().segment(torch.randn(1, 4))  #? grad is on; mask is graph tensor
