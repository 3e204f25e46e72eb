"""A loop trains when a function of another file trains in it; loops without it do not."""

import torch
from torch import nn

from rounds import one, three, two

net = nn.Linear(2, 1)
rule = torch.optim.SGD(net.parameters(), lr=0.1)
feed = [(torch.randn(4, 2), torch.randn(4, 1))]
for _ in range(10):
    one(net, feed, rule)  #? phase is training
for _ in range(2):
    two(net, feed)  #? phase is evaluation
for _ in range(2):
    three(net, feed)  #? phase is inference
