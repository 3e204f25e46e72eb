"""max over a dimension gives values and indices, max over all gives one attached value."""

import torch
from torch import nn

logits = nn.Linear(4, 3)(torch.rand(6, 4))
values, places = logits.max(dim=1)
peak = logits.max()
at_least = torch.max(logits, torch.zeros(()))
print(values, places)  #? values is graph tensor; places is detached tensor
print(peak, at_least)  #? peak is graph tensor; at_least is graph tensor
