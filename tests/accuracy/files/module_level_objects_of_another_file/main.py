"""A constant, a list, a network and an optimizer that another file holds at its top level."""

import torch

import state
from state import PLACES, RULE

for _ in range(state.STEPS):  #? state.STEPS is number
    places = PLACES  #? places is container of string
    guess = state.MODEL(torch.ones(2, 4))  #? guess is graph tensor
    guess.sum().backward()
    RULE.step()  #? RULE is optimizer
