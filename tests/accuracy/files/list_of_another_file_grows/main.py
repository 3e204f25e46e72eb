"""A list that lives in another file grows; its neighbour is emptied by a helper over there."""

import torch
from torch import nn

from store import HISTORY, WINDOW, flush

line = nn.Linear(2, 1)
for step in range(1000):
    kept = line(torch.randn(1, 2))  #? fate of kept is container
    HISTORY.append(kept)  #? growth of HISTORY is grows
    WINDOW.append(step)  #? growth of WINDOW is cleared
    if step % 10 == 0:
        flush()
