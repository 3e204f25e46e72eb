"""A decorator chosen by a setting that only the run knows."""

import os

import torch
from torch import nn

speaker = nn.Linear(4, 4)
maybe_untracked = torch.no_grad() if os.environ.get("SERVE") else (lambda function: function)


@maybe_untracked
def speak(text):
    return speaker(text)  #? grad is unknown; speaker(text) is tensor


sound = speak(torch.randn(2, 4))  #? grad is on; sound is tensor
