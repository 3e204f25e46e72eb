"""A dict of a tensor and a number: its entries are known at the call."""

import torch
from torch import nn

net = nn.Linear(3, 1)


def judge(rows):  #? returns is container; effects is none
    return {"cost": net(rows).sum(), "count": len(rows)}


report = judge(torch.ones(1, 3))
report["cost"].backward()  #? report["cost"] is graph tensor
print(report["count"])  #? report["count"] is number
