"""A tensor that is told to require gradients inside the block is a leaf that requires them."""

import torch
from torch import nn

net = nn.Linear(4, 4).requires_grad_(False)

with torch.no_grad():
    start = net(torch.randn(1, 4)).requires_grad_()  #? grad is off; start is parameter
    plain = start * 2  #? plain is detached tensor
pushed = net(start)  #? grad is on; pushed is graph tensor
