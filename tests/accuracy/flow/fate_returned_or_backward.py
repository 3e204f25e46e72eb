"""On one path the value is backpropagated, on the other it is handed to the caller."""

from torch import nn

net = nn.Linear(3, 1)


def step(rows, learning):
    cost = net(rows).sum()  #? fate of cost is backward, returned
    if learning:
        cost.backward()
        return None
    return cost
