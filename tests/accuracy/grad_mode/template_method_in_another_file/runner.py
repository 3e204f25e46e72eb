"""The base class opens the block and calls a method that a class elsewhere fills in."""

import torch


class Runner:
    def run(self, batches):
        self.prepare()
        with torch.no_grad():
            for batch in batches:
                self.step(batch)

    def prepare(self):
        pass

    def step(self, batch):
        raise NotImplementedError
