"""detach_() cuts the tensor itself, so every name that it goes by is detached afterwards."""

import torch
from torch import nn

net = nn.Linear(3, 1)
guess = net(torch.ones(1, 3))
same = guess
copy = guess.clone()
same.detach_()
print(guess.sum())  #? guess is detached tensor
print(copy.sum())  #? copy is graph tensor
