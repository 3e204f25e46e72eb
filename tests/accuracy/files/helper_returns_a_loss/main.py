"""A loss made in another file is attached; a wrapper around it that calls item() is a number."""

import torch
from torch import nn

from criteria import blame, report

line = nn.Linear(2, 1)
for _ in range(4):
    guess, goal = line(torch.randn(3, 2)), torch.zeros(3, 1)
    price = blame(guess, goal)  #? price is graph tensor; fate of price is backward
    price.backward()
    shown = report(guess, goal)  #? shown is number
    print(shown)
