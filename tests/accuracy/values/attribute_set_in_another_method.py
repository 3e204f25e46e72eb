"""An attribute set in one method is what another method reads."""

import torch
from torch import nn


class Temperature(nn.Module):
    def __init__(self):
        super().__init__()
        self.setup()

    def setup(self):
        self.log_scale = nn.Parameter(torch.zeros(1))
        self.floor = 1e-3

    def forward(self, logits):
        scale = self.log_scale.exp()  #? self.log_scale is parameter
        floor = self.floor  #? floor is number
        return logits / (scale + floor)  #? scale is graph tensor
