"""The handler puts a number where the body puts a tensor: after it nobody knows which."""

from torch import nn

net = nn.Linear(2, 1)


def robust(batch):
    try:
        cost = net(batch).mean()
    except RuntimeError:
        cost = 0.0
        print(cost)  #? cost is number
    else:
        print(cost)  #? cost is graph tensor
    return cost  #? cost is unknown
