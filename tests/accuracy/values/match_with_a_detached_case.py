"""One case of the match detaches, so afterwards only a tensor is known."""

import torch
from torch import nn

student = nn.Linear(4, 2)
student_copy = nn.Linear(4, 2)


def target_of(mode, batch: torch.Tensor):
    print(batch)  #? batch is tensor
    match mode:
        case "self":
            goal = student(batch)
        case _:
            goal = student_copy(batch).detach()
    return goal  #? goal is tensor
