"""What a decorator of another file does counts: one has no telling name, one a wrong one."""

from torch import nn

from marks import no_grad, quietly

line = nn.Linear(3, 1)


@quietly
def weigh(rows):
    return line(rows)  #? grad is off; line(rows) is detached tensor


@no_grad
def score(rows):
    return line(rows)  #? grad is on; line(rows) is graph tensor
