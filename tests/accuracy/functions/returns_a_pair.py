"""The parts of a returned tuple are told apart where the caller unpacks it."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def judge(rows):
    guess = net(rows)
    return guess, guess.sum().item()


guess, points = judge(torch.ones(1, 3))  #? guess is graph tensor; points is number
both = judge(torch.ones(1, 3))
print(both[0])  #? both is container; both[0] is graph tensor
