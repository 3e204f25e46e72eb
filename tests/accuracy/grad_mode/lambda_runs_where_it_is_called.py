"""A lambda takes the mode of its call, not that of the block in which it was written."""

import torch
from torch import nn

tune = nn.Linear(2, 2)
notes = torch.randn(4, 2)

with torch.no_grad():
    play = lambda sheet: tune(sheet)  # noqa: E731
    quiet = play(notes)  #? grad is off; quiet is detached tensor
loud = play(notes)  #? grad is on; loud is graph tensor
