"""Inference mode given False turns tracking on, even inside a block that turned it off."""

import torch
from torch import nn

denoiser = nn.Linear(3, 3)
noisy = torch.randn(8, 3)

with torch.inference_mode(False):
    clean = denoiser(noisy)  #? grad is on; clean is graph tensor
with torch.no_grad():
    with torch.inference_mode(mode=False):
        guided = denoiser(noisy)  #? grad is on; guided is graph tensor
