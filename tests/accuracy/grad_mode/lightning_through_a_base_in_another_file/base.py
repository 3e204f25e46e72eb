"""The hooks stand in a base class, the method that they call in a class derived from it."""

import lightning as L


class Evaluated(L.LightningModule):
    def validation_step(self, batch, index):
        self.log("score", self.judge(batch))  #? grad is off

    def test_step(self, batch, index):
        self.log("final", self.judge(batch))
