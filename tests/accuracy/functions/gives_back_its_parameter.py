"""A function that hands its argument on under another name gives back that argument itself."""

import torch
from torch import nn


def passed_on(value, label):  #? returns is parameter value; effects is prints
    print(label)
    same = value
    return same


net = nn.Linear(3, 1)
kept = passed_on(net(torch.ones(1, 3)), "kept")  #? kept is graph tensor
text = passed_on("text", "kept")  #? text is string
