"""One branch keeps the graph and the other cuts it: behind them it is just a tensor."""

from torch import nn

backbone = nn.Linear(8, 4)
head = nn.Linear(4, 1)


def score(image, freeze):
    code = backbone(image)  #? code is graph tensor
    if freeze:
        code = code.detach()  #? code is detached tensor
    return head(code), code  #? head(code) is graph tensor; code is tensor
