"""After a helper of another file called detach_() on it, the same name holds a cut tensor."""

import torch
from torch import nn

from memory import truncate

cell = nn.GRUCell(3, 5)
state = cell(torch.zeros(1, 3))  #? state is graph tensor
truncate(state)
later = state  #? later is detached tensor
