"""Lightning goes backward from what training_step returns, and from nothing else."""

import lightning as L
from torch import nn


class Model(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(4, 1)

    def training_step(self, batch, index):
        rows, wanted = batch
        return nn.functional.mse_loss(self.head(rows), wanted)  #? phase is training

    def validation_step(self, batch, index):
        rows, wanted = batch
        self.log("error", nn.functional.l1_loss(self.head(rows), wanted))  #? phase is evaluation

    def predict_step(self, batch, index):
        return self.head(batch[0])  #? phase is inference
