"""A name that holds the last cost for comparing is not computed from what it held before."""

from torch import nn

net = nn.Linear(3, 1)


def watch(loader):
    before = 0.0
    for rows in loader:
        cost = net(rows).sum().item()  #? carried cost is no; cost is number
        print(cost - before)
        before = cost  #? carried before is no
