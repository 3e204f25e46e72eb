"""A decorated function runs without tracking, so its caller gets a tensor without a graph."""

import torch
from torch import nn

tagger = nn.Linear(8, 3)


@torch.no_grad()
def tag(words):
    scores = tagger(words)  #? grad is off; scores is detached tensor
    return scores.softmax(dim=1)


shares = tag(torch.randn(5, 8))  #? grad is on; shares is detached tensor
