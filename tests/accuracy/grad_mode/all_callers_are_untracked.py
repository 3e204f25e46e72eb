"""A helper whose callers all run without tracking, by decorator and by block."""

import torch
from torch import nn

net = nn.Linear(4, 2)


def forward_pass(batch):
    return net(batch)  #? grad is off; net(batch) is detached tensor


@torch.no_grad()
def evaluate(batches):
    return [forward_pass(batch) for batch in batches]


def preview(batch):
    with torch.inference_mode():
        return forward_pass(batch)


evaluate([torch.randn(2, 4)])
preview(torch.randn(1, 4))
