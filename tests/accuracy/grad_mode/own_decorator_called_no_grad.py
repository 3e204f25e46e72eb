"""A decorator that bears the name no_grad but only measures time changes nothing."""

import functools
import time

import torch
from torch import nn

lens = nn.Linear(7, 7)


def no_grad(function):
    @functools.wraps(function)
    def run(*args):
        start = time.perf_counter()
        result = function(*args)
        print(time.perf_counter() - start)
        return result

    return run


@no_grad
def focus(image):
    return lens(image)  #? grad is on; lens(image) is graph tensor


sharp = focus(torch.randn(1, 7))  #? sharp is graph tensor
