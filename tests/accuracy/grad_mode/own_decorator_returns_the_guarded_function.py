"""A decorator that hands the function to torch's own guard and gives back what that returns."""

import torch
from torch import nn

detector = nn.Linear(9, 4)


def smart_inference_mode():
    def decorate(function):
        return torch.inference_mode()(function)

    return decorate


@smart_inference_mode()
def detect(frames):
    boxes = detector(frames)  #? grad is off; boxes is detached tensor
    return boxes


found = detect(torch.randn(3, 9))  #? found is detached tensor
