"""The guard among other decorators: on a static method, a property and a cached function."""

import functools

import torch
from torch import nn

net = nn.Linear(4, 4)


class Card:
    @staticmethod
    @torch.no_grad()
    def score(rows):
        return net(rows)  #? grad is off

    @property
    @torch.inference_mode()
    def prior(self):
        return net(torch.zeros(1, 4))  #? grad is off


@functools.lru_cache(maxsize=1)
@torch.no_grad()
def anchor():
    return net(torch.ones(1, 4))  #? grad is off


distance = Card.score(Card().prior) - anchor()  #? distance is detached tensor
