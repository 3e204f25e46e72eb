"""Switched off before a try and back on in its finally."""

import torch
from torch import nn

sensor = nn.Linear(4, 1)


def measure(readings):
    torch.set_grad_enabled(False)
    try:
        return sensor(readings)  #? grad is off; sensor(readings) is detached tensor
    finally:
        torch.set_grad_enabled(True)


level = measure(torch.randn(2, 4))  #? level is detached tensor
drift = sensor(torch.randn(2, 4))  #? grad is on; drift is graph tensor
