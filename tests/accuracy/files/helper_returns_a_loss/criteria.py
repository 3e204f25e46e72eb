"""Two criteria; the second one ends as a number."""

import torch.nn.functional as F


def blame(guess, goal):  #? returns is from guess, goal
    return F.mse_loss(guess, goal) + 0.01 * guess.abs().mean()


def report(guess, goal):
    return blame(guess, goal).item()
