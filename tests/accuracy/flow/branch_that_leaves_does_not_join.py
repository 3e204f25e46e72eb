"""A branch that returns or raises takes its own value along, the code below never sees it."""

from torch import nn

net = nn.Linear(3, 1)


def check(rows, dry, strict):
    result = net(rows)
    if dry:
        result = 0
        return result  #? result is number
    if strict:
        result = "nothing to check"
        raise ValueError(result)  #? result is string
    return result  #? result is graph tensor
