"""What is read off a tensor: its shape, its length, a text; none of these is a tensor."""

import torch
from torch import nn

out = nn.Linear(4, 2)(torch.rand(3, 4))
rows, width = out.shape
print(rows * width, out.ndim)  #? rows is number; out.ndim is number
text = f"{out.mean().item():.3f}"
print(text, out.shape)  #? text is string; out.shape is container of number
