"""A helper that is called with and without tracking: only its callers know what they get."""

import torch
from torch import nn

net = nn.Linear(4, 2)


def forward_pass(batch):
    return net(batch)  #? grad is unknown; net(batch) is tensor


@torch.no_grad()
def evaluate(batch):
    logits = forward_pass(batch)  #? grad is off; logits is detached tensor
    return logits.argmax(1)


def train(batch):
    forward_pass(batch).mean().backward()  #? grad is on; forward_pass(batch) is graph tensor


evaluate(torch.randn(2, 4))
train(torch.randn(2, 4))
