"""Whether inference mode is on follows from the default that the only caller leaves alone."""

import torch
from torch import nn

mixer = nn.Linear(2, 2)


def mix(tracks, fast=False):
    with torch.inference_mode(fast):
        mixed = mixer(tracks)  #? grad is on; mixed is graph tensor
    return mixed


mixture = mix(torch.randn(4, 2))  #? mixture is graph tensor
