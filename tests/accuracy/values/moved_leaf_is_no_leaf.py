"""Converting a leaf that requires grad gives an attached tensor, not a leaf."""

import torch

start = torch.randn(3, requires_grad=True)
wide = torch.randn(3, requires_grad=True).double()
made = torch.randn(3, dtype=torch.float64, requires_grad=True)
print(start, made)  #? start is parameter; made is parameter
print(wide)  #? wide is graph tensor
