"""Whichever branch runs, an optimizer comes back; a schedule on it is none."""

import torch
from torch import nn, optim


def pick(name, weights):
    if name == "sgd":
        return optim.SGD(weights, lr=0.1, momentum=0.9)
    return optim.AdamW(weights, lr=1e-3)


net = nn.Linear(2, 1)
stepper = pick("adamw", net.parameters())
plan = torch.optim.lr_scheduler.StepLR(stepper, step_size=5)
print(stepper, plan)  #? stepper is optimizer; plan is unknown
print(stepper.step())  #? stepper.step() is None
