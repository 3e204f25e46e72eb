"""A decorator with an argument: what it is given decides for each function."""

import functools

import torch
from torch import nn

body = nn.Linear(4, 4)


def tracking(enabled):
    def decorate(function):
        @functools.wraps(function)
        def run(*args):
            with torch.set_grad_enabled(enabled):
                return function(*args)

        return run

    return decorate


@tracking(False)
def look(rows):
    return body(rows)  #? grad is off


@tracking(True)
def learn(rows):
    return body(rows)  #? grad is on


seen = look(torch.randn(1, 4))  #? seen is detached tensor
kept = learn(torch.randn(1, 4))  #? kept is graph tensor
