"""Called with gradients and without: in the function nobody can tell, at each call it is known."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def forecast(rows):
    return net(rows)  #? grad is unknown


live = forecast(torch.ones(1, 3))  #? live is graph tensor
with torch.no_grad():
    dead = forecast(torch.ones(1, 3))  #? dead is detached tensor
