"""What is computed from a value reaches backward, so the value does, through every step."""

from torch import nn

net = nn.Linear(3, 1)


def learn(rows, goal):
    guess = net(rows)  #? fate of guess is backward
    gap = (guess - goal).square()  #? fate of gap is backward
    weighted = gap.mean() * 0.5
    weighted.backward()
