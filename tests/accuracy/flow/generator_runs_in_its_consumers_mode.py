"""The body of a generator runs when a value is asked for, under its consumer's no_grad."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def guesses(batches):
    for rows in batches:
        yield net(rows)  #? grad is off; net(rows) is detached tensor


stream = guesses([torch.ones(1, 3)])
with torch.no_grad():
    for guess in stream:
        print(guess.sum())  #? guess is detached tensor
