"""autograd.grad runs the graph backwards as backward() does."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def slope(points):
    energy = net(points).sum()  #? fate of energy is backward
    (force,) = torch.autograd.grad(energy, list(net.parameters())[:1])  #? fate of force is returned
    return force
