"""What comes with a model's output may be anything: lengths, states, a record's fields."""

import torch
from torch import nn


def encode(encoder: nn.Module, batches):
    for x in batches:
        hidden, lengths = encoder(x)
        print(lengths)  #? lengths is unknown
        print(hidden)  #? hidden is unknown
        output = encoder(x)
        print(output.loss, output.speed)  #? output.loss is graph tensor; output.speed is unknown
