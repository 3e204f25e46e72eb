"""A class that is no LightningModule calls its own validation_step, with tracking on."""

import torch
from torch import nn


class Looper:
    def __init__(self):
        self.head = nn.Linear(4, 2)

    def validation_step(self, batch):
        return self.head(batch).mean()  #? grad is on; self.head(batch) is graph tensor

    def run(self, batches):
        return [self.validation_step(batch) for batch in batches]


Looper().run([torch.randn(2, 4)])
