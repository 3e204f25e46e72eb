"""The class that is entered is chosen before the call; both choices are seen, none is certain."""

import os

import torch
from torch import nn

pump = nn.Linear(2, 1)
flow = torch.randn(6, 2)

training = os.environ.get("MODE") == "train"
with (torch.enable_grad if training else torch.no_grad)():
    pressure = pump(flow)  #? grad is unknown; pressure is tensor
with torch.inference_mode() if training else torch.no_grad():
    level = pump(flow)  #? grad is off; level is detached tensor
