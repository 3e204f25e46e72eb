"""Names that swap their values swap what is known of them."""

import torch
from torch import nn

scorer = nn.Linear(4, 1)
ahead, behind = scorer(torch.ones(2, 4)), torch.zeros(2, 1)
print(ahead, behind)  #? ahead is graph tensor; behind is detached tensor
ahead, behind = behind, ahead
print(ahead, behind)  #? ahead is detached tensor; behind is graph tensor
