"""A step shared by training and validation runs in both modes, one for testing only in one."""

import pytorch_lightning as pl
from torch import nn


class Regressor(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.line = nn.Linear(1, 1)

    def _shared(self, batch):
        return self.line(batch).pow(2).mean()  #? grad is unknown; self.line(batch) is tensor

    def _report(self, batch):
        self.log("level", self.line(batch).mean())  #? grad is off

    def training_step(self, batch, index):
        return self._shared(batch)  #? grad is on; self._shared(batch) is graph tensor

    def validation_step(self, batch, index):
        self.log("cost", self._shared(batch))
        self._report(batch)

    def test_step(self, batch, index):
        self._report(batch)
