"""The inference mode decorator without parentheses covers a method."""

import torch
from torch import nn


class Embedder:
    def __init__(self):
        self.tower = nn.Linear(16, 4)

    @torch.inference_mode
    def embed(self, pictures):
        codes = self.tower(pictures)  #? grad is off; codes is detached tensor
        return codes


codes = Embedder().embed(torch.randn(2, 16))  #? codes is detached tensor
