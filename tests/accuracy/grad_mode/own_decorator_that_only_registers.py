"""A decorator that keeps the function in a table and gives it back leaves its mode alone."""

import torch
from torch import nn

EVALUATORS = {}
net = nn.Linear(3, 1)


def evaluator(function):
    EVALUATORS[function.__name__] = function
    return function


@evaluator
def margin(points):
    distance = net(points)  #? grad is on; distance is graph tensor
    return distance


widest = margin(torch.randn(4, 3)).max()  #? widest is graph tensor
