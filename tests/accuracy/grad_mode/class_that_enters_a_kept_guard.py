"""A class that keeps a no_grad guard and enters it; a second one only keeps it."""

import torch
from torch import nn


class Quiet:
    def __init__(self):
        self.guard = torch.no_grad()

    def __enter__(self):
        self.guard.__enter__()

    def __exit__(self, *details):
        self.guard.__exit__(*details)


class Loud(Quiet):
    def __enter__(self):
        return self

    def __exit__(self, *details):
        return None


ear = nn.Linear(2, 1)
with Quiet():
    hush = ear(torch.randn(1, 2))  #? grad is off; hush is detached tensor
with Loud():
    noise = ear(torch.randn(1, 2))  #? grad is on; noise is graph tensor
