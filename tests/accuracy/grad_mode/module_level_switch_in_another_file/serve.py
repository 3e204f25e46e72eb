"""The script that imports the settings runs without tracking."""

import settings
import torch
from torch import nn

classifier = nn.Linear(6, 2)


def answer(request):
    scores = classifier(request)  #? grad is off; scores is detached tensor
    return scores > settings.THRESHOLD


answer(torch.randn(1, 6))
