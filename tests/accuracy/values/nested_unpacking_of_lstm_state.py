"""An LSTM gives its output and a pair of states, taken apart by a nested target."""

import torch
from torch import nn

rnn = nn.LSTM(8, 16, batch_first=True)
out, (hidden, cell) = rnn(torch.rand(2, 5, 8))
print(out[:, -1])  #? out[:, -1] is graph tensor
state = (hidden.detach(), cell.detach())  #? hidden is graph tensor
print(rnn(out[..., :8], state))  #? state is container of detached tensor
