"""Moving to the CPU keeps the graph, detaching cuts it, numpy makes an array, tolist a list."""

import torch
from torch import nn

out = nn.Linear(4, 2)(torch.rand(3, 4))
print(out.cpu())  #? out.cpu() is graph tensor
held = out.detach().cpu()
plain = held.numpy()
print(held, plain)  #? held is detached tensor; plain is array
print(torch.from_numpy(plain), held.tolist())  #? torch.from_numpy(plain) is detached tensor
