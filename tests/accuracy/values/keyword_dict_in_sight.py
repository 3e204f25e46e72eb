"""A dict built in sight and spread into a call decides whether the tensor is a leaf."""

import torch

plain = {"dtype": torch.float64}
tracked = {**plain, "requires_grad": True}
noise = torch.zeros(4, **plain)
delta = torch.zeros(4, **tracked)
print(noise, delta)  #? noise is detached tensor; delta is parameter
print(noise + delta)  #? noise + delta is graph tensor
