"""A value computed without tracking stays detached after the block, even when it is used there."""

import torch
from torch import nn

teacher = nn.Linear(4, 2)
student = nn.Linear(4, 2)
images = torch.rand(3, 4)
with torch.no_grad():
    soft = teacher(images)
gap = (student(images) - soft).pow(2).mean()
print(soft, gap)  #? soft is detached tensor; gap is graph tensor
print(soft.softmax(-1))  #? soft.softmax(-1) is detached tensor
