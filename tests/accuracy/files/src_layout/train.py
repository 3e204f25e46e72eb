"""The package lies under src/ and is imported by its own name."""

import torch

from fishnet import FishNet

fish = FishNet()  #? fish is module
air = fish(torch.randn(3, 6))  #? air is graph tensor
