"""A project class called Adam is what its own file says, torch's Adam stays torch's."""

import torch
from torch import optim

from solvers import Adam

first_man = Adam(4)  #? first_man is module
rule = optim.Adam(first_man.parameters())  #? rule is optimizer
bone = first_man(torch.rand(1, 4))  #? bone is graph tensor
