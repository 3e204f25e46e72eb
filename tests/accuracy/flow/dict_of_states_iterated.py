"""A loop over the items of a dict gives keys that are strings and values of the one kind it has."""

import torch
from torch import nn

net = nn.Linear(3, 1)
grid = {"plain": net(torch.ones(1, 3)), "shifted": net(torch.zeros(1, 3))}
for label, guess in grid.items():
    print(label, guess)  #? label is string; guess is graph tensor
for guess in grid.values():
    guess = guess.detach()
    print(guess)  #? guess is detached tensor
