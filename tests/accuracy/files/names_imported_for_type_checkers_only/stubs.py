"""What type checkers see."""

import torch


def measure(rows):
    return torch.tensor(float(len(rows)))
