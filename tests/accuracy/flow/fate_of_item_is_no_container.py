"""item() copies a number out: the list holds numbers, the tensor itself went nowhere."""

from torch import nn

net = nn.Linear(3, 1)


def track(rows, history):
    cost = net(rows).sum()  #? fate of cost is read
    history.append(cost.item())
    number = cost.item()  #? fate of number is container
    history.append(number)
