"""Constants and objects that the whole program shares."""

import torch
from torch import nn

STEPS = 3
PLACES = ["cpu", "cuda"]
MODEL = nn.Linear(4, 1)
RULE = torch.optim.Adam(MODEL.parameters())
