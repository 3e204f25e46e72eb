"""A ContextDecorator class that wraps no_grad, used above a function."""

import contextlib

import torch
from torch import nn


class Untracked(contextlib.ContextDecorator):
    def __enter__(self):
        self.guard = torch.no_grad()
        self.guard.__enter__()

    def __exit__(self, *details):
        self.guard.__exit__(*details)


upsampler = nn.Linear(4, 16)


@Untracked()
def enlarge(thumbnails):
    return upsampler(thumbnails)  #? grad is off


big = enlarge(torch.randn(3, 4))  #? grad is on; big is detached tensor
