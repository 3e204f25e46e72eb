"""A cast to a whole-number or truth type cuts the graph, a cast between float types keeps it."""

import torch
from torch import nn

out = nn.Linear(4, 2)(torch.rand(3, 4))
print(out.half(), out.long())  #? out.half() is graph tensor; out.long() is detached tensor
print(out.to(torch.int64))  #? out.to(torch.int64) is detached tensor
print(out.round())  #? out.round() is graph tensor
