"""Lightning runs its evaluation hooks without tracking and the training hook with it."""

import lightning as L
from torch import nn


class Classifier(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(4, 2)

    def training_step(self, batch, index):
        return self.head(batch).mean()  #? grad is on; self.head(batch) is graph tensor

    def validation_step(self, batch, index):
        self.log("spread", self.head(batch).std())  #? grad is off

    def test_step(self, batch, index):
        return self.head(batch)  #? grad is off

    def predict_step(self, batch, index):
        return self.head(batch).argmax(1)  #? grad is off; self.head(batch) is detached tensor
