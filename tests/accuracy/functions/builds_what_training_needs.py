"""Builders give a module, an optimizer and a loader, and a tuple of them unpacks."""

import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


def layers(width):  #? returns is module
    return nn.Sequential(nn.Linear(width, 9), nn.ReLU(), nn.Linear(9, 1))


def rule_for(weights, speed=0.1):  #? returns is optimizer
    return optim.Adam(weights, lr=speed)


def prepare(rows, goals):
    body = layers(3)
    return body, rule_for(body.parameters()), DataLoader(TensorDataset(rows, goals))


made = prepare(torch.ones(2, 3), torch.ones(2, 1))
print(made[1], made[2])  #? made[1] is optimizer; made[2] is data loader
