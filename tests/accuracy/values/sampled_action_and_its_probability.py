"""A sampled action has no graph, the log probability of it has one."""

import torch
from torch import nn
from torch.distributions import Categorical, Normal

actor = nn.Linear(4, 2)
policy = Categorical(logits=actor(torch.rand(1, 4)))
move = policy.sample()
likely = policy.log_prob(move)
print(move, likely)  #? move is detached tensor; likely is graph tensor
drift = Normal(actor(torch.rand(4)), 1.0)
print(drift.rsample(), drift.sample())  #? drift.rsample() is graph tensor
