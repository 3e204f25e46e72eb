"""The decorator on __call__ covers calls of the object, not its other methods."""

import torch
from torch import nn


class Predictor:
    def __init__(self):
        self.net = nn.Linear(4, 2)

    @torch.no_grad()
    def __call__(self, rows):
        return self.net(rows)  #? grad is off; self.net(rows) is detached tensor

    def logits(self, rows):
        return self.net(rows)  #? grad is on


predictor = Predictor()
answer = predictor(torch.randn(1, 4))  #? grad is on; answer is detached tensor
raw = predictor.logits(torch.randn(1, 4))  #? raw is graph tensor
