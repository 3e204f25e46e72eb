"""An LSTM gives a tensor and a pair of states, each attached where gradients are tracked."""

import torch
from torch import nn

memory = nn.LSTM(4, 8)
steps = torch.zeros(5, 1, 4)
outs, (short, cell) = memory(steps)  #? outs is graph tensor; cell is graph tensor
with torch.no_grad():
    again, pair = memory(steps)  #? again is detached tensor; pair is container of detached tensor
print(short.shape, pair[0].shape)
