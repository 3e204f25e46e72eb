"""The recurrent state is detached at the end of each turn, so each turn starts detached."""

import torch
from torch import nn

rnn = nn.GRU(4, 8)
carry = torch.zeros(1, 2, 8)
for chunk in torch.rand(12, 2, 4).split(3):
    out, carry = rnn(chunk, carry)
    print(carry, chunk)  #? carry is graph tensor; chunk is detached tensor
    carry = carry.detach()
print(carry)  #? carry is detached tensor
