"""Targets nested as enumerate and zip nest them get each its own kind of value."""

import torch
from torch import nn

net = nn.Linear(3, 1)
inputs = [torch.ones(1, 3), torch.zeros(1, 3)]
guesses = [net(rows) for rows in inputs]
for place, (rows, guess) in enumerate(zip(inputs, guesses)):
    print(place, rows, guess)  #? place is number; rows is detached tensor; guess is graph tensor
