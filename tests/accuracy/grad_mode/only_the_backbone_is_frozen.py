"""With the backbone frozen and the head not, the backbone has no graph and the model has one."""

import torch
from torch import nn


class Probe(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Linear(4, 8)
        self.head = nn.Linear(8, 2)
        for weight in self.backbone.parameters():
            weight.requires_grad_(False)

    def forward(self, pixels):
        return self.head(self.backbone(pixels))


probe = Probe()
middle = probe.backbone(torch.randn(1, 4))  #? middle is detached tensor
logits = probe(torch.randn(1, 4))  #? logits is graph tensor
