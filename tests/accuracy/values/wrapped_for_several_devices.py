"""DataParallel wraps a module: the wrapper and what is inside are modules."""

import torch
from torch import nn

inner = nn.Linear(4, 2)
wrapped = nn.DataParallel(inner)
print(wrapped, wrapped.module)  #? wrapped is module; wrapped.module is module
print(wrapped(torch.rand(6, 4)))  #? wrapped(torch.rand(6, 4)) is graph tensor
print(wrapped.module.weight)  #? wrapped.module.weight is parameter
