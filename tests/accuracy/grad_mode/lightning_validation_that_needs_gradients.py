"""A validation hook that leaves inference mode for the lines that need gradients."""

import lightning.pytorch as pl
import torch
from torch import nn


class Physics(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.energy = nn.Linear(3, 1)

    def validation_step(self, batch, index):
        with torch.inference_mode(False):
            total = self.energy(batch.clone()).sum()  #? grad is on; total is graph tensor
            total.backward()
        self.log("energy", total)  #? grad is off
