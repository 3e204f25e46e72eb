"""Everyday helpers around torch."""

import torch


def pick_device():
    return "cuda" if torch.cuda.is_available() else "cpu"


def to_numpy(values):
    return values.detach().cpu().numpy()


def as_target(values):
    return torch.as_tensor(values, dtype=torch.float32)
