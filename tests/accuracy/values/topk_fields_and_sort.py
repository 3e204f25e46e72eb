"""The pair that topk and sort give is read by field or by place; its indices have no graph."""

import torch
from torch import nn

scores = nn.Linear(4, 9)(torch.rand(2, 4))
best = scores.topk(3)
order = torch.sort(scores, descending=True)[1]
print(best.values)  #? best.values is graph tensor
print(best.indices, best[0])  #? best.indices is detached tensor; best[0] is graph tensor
print(order)  #? order is detached tensor
