"""The agent chooses actions for many environments at once."""

import torch
from torch import nn


class Agent:
    def __init__(self):
        self.brain = nn.Linear(4, 2)

    @torch.no_grad()
    def act(self, states):
        return self.brain(torch.as_tensor(states)).argmax(1).numpy()
