"""The teacher only predicts, under no_grad, but the loop around it trains the student."""

import torch
from torch import nn
from torch.nn import functional as F

teacher, student = nn.Linear(4, 3), nn.Linear(4, 3)
descent = torch.optim.SGD(student.parameters(), lr=0.1)

for rows in torch.randn(9, 2, 4):
    with torch.no_grad():
        soft = teacher(rows).softmax(1)  #? phase is training
    F.kl_div(student(rows).log_softmax(1), soft).backward()
    descent.step()
