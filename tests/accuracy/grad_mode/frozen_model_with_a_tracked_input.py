"""A frozen model passes on the graph of its input."""

import torch
from torch import nn

generator = nn.Linear(2, 4)
perceptual = nn.Linear(4, 4).requires_grad_(False)
noise = torch.randn(3, 2)
image = torch.randn(3, 4, requires_grad=True)  #? image is parameter

content = perceptual(generator(noise))  #? content is graph tensor
style = perceptual(image)  #? style is graph tensor
constant = perceptual(torch.zeros(3, 4))  #? constant is detached tensor
