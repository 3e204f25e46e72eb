"""Numbers, strings, arrays and nothing at all, told by what the functions compute."""

import torch


def amount(value: torch.Tensor):  #? returns is number
    return value.mean().item()


def label(value, width):  #? returns is string
    return f"{value:>{width}}"


def curve(value: torch.Tensor):  #? returns is array
    return value.detach().cpu().numpy()


def show(value):  #? returns is None
    print(value)
