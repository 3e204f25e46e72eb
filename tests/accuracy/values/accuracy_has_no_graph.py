"""Class indices, comparisons and accuracies have no graph though they come from an output."""

import torch
from torch import nn

net = nn.Linear(4, 3)
truth = torch.randint(3, (6,))
logits = net(torch.rand(6, 4))
guess = logits.argmax(dim=1)
right = (guess == truth).sum()
print(logits, guess)  #? logits is graph tensor; guess is detached tensor
print(right, right.item() / 6)  #? right is detached tensor; right.item() / 6 is number
