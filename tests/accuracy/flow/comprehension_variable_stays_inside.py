"""The variable of a comprehension does not touch the name of the same spelling outside."""

import torch
from torch import nn

net = nn.Linear(3, 1)
value = net(torch.ones(1, 3))
numbers = [value.item() for value in (torch.ones(1), torch.zeros(1))]
print(numbers)  #? numbers is container of number
value.sum().backward()  #? value is graph tensor
