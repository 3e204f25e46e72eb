"""Each key of a dict has its own value, and setting one anew changes that one only."""

import torch
from torch import nn

net = nn.Linear(3, 1)
report = {"cost": net(torch.ones(1, 3)).sum(), "rows": 2}
print(report["rows"])  #? report["rows"] is number
report["cost"].backward()  #? report["cost"] is graph tensor
report["cost"] = report["cost"].item()
print(report["cost"])  #? report["cost"] is number
