"""The call without gradients."""

import torch

from scoring import tally

with torch.no_grad():
    seen = tally(torch.zeros(1, 3))  #? seen is detached tensor
