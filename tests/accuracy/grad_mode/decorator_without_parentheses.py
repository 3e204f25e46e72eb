"""The decorator works without parentheses too, and only for the function below it."""

import torch
from torch import nn

ranker = nn.Linear(6, 1)


@torch.no_grad
def rank(rows):
    return ranker(rows).squeeze(1)  #? grad is off; ranker(rows) is detached tensor


def rank_again(rows):
    return ranker(rows).squeeze(1)  #? grad is on


order = rank(torch.randn(3, 6)) + rank_again(torch.randn(3, 6))  #? order is graph tensor
