"""Names behind a plainly imported file: the neighbour of a module class is no module."""

import torch

import parts

actor = parts.Actor()  #? actor is module
critic = parts.Critic()  #? critic is unknown
seen = torch.zeros(5, 3)
choice = actor(seen)  #? choice is graph tensor
worth = critic.forward(seen)  #? worth is number
