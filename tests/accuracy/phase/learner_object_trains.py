"""The object's learn method trains through a method of its own; its predict method does not."""

import torch
from torch import nn


class Learner:
    def __init__(self):
        self.net = nn.Linear(4, 1)
        self.rule = torch.optim.SGD(self.net.parameters(), lr=0.1)

    def learn(self, rows, wanted):
        self._apply(nn.functional.mse_loss(self.net(rows), wanted))

    def _apply(self, cost):
        cost.backward()
        self.rule.step()

    def predict(self, rows):
        return self.net(rows).detach()


learner = Learner()
for _ in range(20):
    learner.learn(torch.randn(2, 4), torch.randn(2, 1))  #? phase is training
for rows in torch.randn(5, 2, 4):
    print(learner.predict(rows))  #? phase is inference
