"""An agent that chooses without gradients and answers with a plain number."""

import torch
from torch import nn


class Agent:
    def __init__(self):
        self.policy = nn.Linear(4, 2)

    def act(self, seen):
        with torch.no_grad():
            odds = self.policy(torch.as_tensor(seen))  #? odds is detached tensor
        return odds.argmax().item()
