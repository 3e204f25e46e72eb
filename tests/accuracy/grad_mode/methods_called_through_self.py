"""Methods that only untracked methods of the same object call."""

import torch
from torch import nn


class Explorer:
    def __init__(self):
        self.map = nn.Linear(2, 2)

    def _look(self, place):
        return self.map(place)  #? grad is off; self.map(place) is detached tensor

    def _step(self, place):
        return place + self._look(place)  #? grad is off

    @torch.no_grad()
    def walk(self, place, steps):
        for _ in range(steps):
            place = self._step(place)  #? grad is off
        return place


end = Explorer().walk(torch.zeros(1, 2), 3)  #? grad is on; end is detached tensor
