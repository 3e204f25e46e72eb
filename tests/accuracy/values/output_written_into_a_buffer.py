"""Writing an output into a row of a plain tensor attaches the whole tensor."""

import torch
from torch import nn

net = nn.Linear(4, 2)
frames = torch.rand(3, 4)
table, copy = torch.zeros(3, 2), torch.zeros(3, 2)
for place, frame in enumerate(frames):
    table[place] = net(frame)
    copy[place] = net(frame).detach()
    print(place, table)  #? table is graph tensor; place is number
print(copy)  #? copy is detached tensor
