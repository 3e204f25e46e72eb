"""Detaching, cloning and asking for gradients makes a new leaf out of an output."""

import torch
from torch import nn

net = nn.Linear(4, 4)
clean = net(torch.rand(2, 4))
attack = clean.detach().clone().requires_grad_()
plain = clean.detach().clone()
print(clean, attack)  #? clean is graph tensor; attack is parameter
print(plain, attack.sign())  #? plain is detached tensor; attack.sign() is graph tensor
