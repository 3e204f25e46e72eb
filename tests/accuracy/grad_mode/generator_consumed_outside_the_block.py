"""A generator runs where it is consumed, not where it was made."""

import torch
from torch import nn

film = nn.Linear(5, 5)


def frames(clips):
    for clip in clips:
        yield film(clip)  #? grad is on; film(clip) is graph tensor


with torch.no_grad():
    stream = frames([torch.randn(1, 5)])
for frame in stream:
    print(frame.mean())  #? grad is on; frame is graph tensor
