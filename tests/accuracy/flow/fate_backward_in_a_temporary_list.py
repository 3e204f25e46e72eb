"""A list that only lives within the expression keeps nothing: the values reach backward."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def learn(rows):
    plain = net(rows).sum()  #? fate of plain is backward
    noisy = net(rows + 0.1).sum()  #? fate of noisy is backward
    torch.stack([plain, noisy]).sum().backward()
