"""A helper appends to the caller's list: the list grows here, though no append is in sight."""

import torch
from torch import nn

from collect import push

line, rows = nn.Linear(2, 1), []
for _ in range(50):
    guess = line(torch.ones(1, 2))  #? fate of guess is container
    push(rows, guess)  #? growth of rows is grows
print(len(rows))
