"""Widths as tensors."""

import torch

width = torch.rand(3, requires_grad=True)
