"""Batches of an object that nobody can see are unknown, what a layer makes of them is not."""

import torch
from somewhere import stream
from torch import nn

net = nn.Linear(4, 2)
for rows, marks in stream("train"):
    print(rows, marks)  #? rows is unknown; marks is unknown
    print(net(rows))  #? net(rows) is graph tensor
    print(torch.as_tensor(marks))  #? torch.as_tensor(marks) is tensor
