"""An inherited method runs a layer that the subclass makes: its result has a graph."""

import torch
from torch import nn

from base import Judge


class Magistrate(Judge):  #? instance is module
    def __init__(self):
        super().__init__()
        self.brain = nn.Linear(5, 1)


judge = Magistrate()
sentence = judge.verdict(torch.randn(2, 5))  #? sentence is graph tensor
label = judge.name()  #? label is string
