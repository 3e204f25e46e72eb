"""Holds a tensor under the name that the package gives to a number."""

import torch

width = torch.full((4,), 16.0)
