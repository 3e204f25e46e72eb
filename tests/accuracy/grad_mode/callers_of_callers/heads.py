"""The innermost helper stands two calls and one file away from the block."""

import torch
from torch import nn

tower = nn.Linear(6, 3)
scale = nn.Parameter(torch.ones(3))


def encode(pages):
    return tower(pages)  #? grad is off; tower(pages) is detached tensor


def rescale(codes):
    return codes * scale  #? grad is off; codes * scale is detached tensor
