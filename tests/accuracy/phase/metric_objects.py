"""The comparison is left to a metric object that is updated with outputs and targets."""

import torch
import torchmetrics
from torch import nn

net = nn.Linear(4, 3)
accuracy = torchmetrics.Accuracy(task="multiclass", num_classes=3)

for rows, classes in [(torch.randn(2, 4), torch.randint(3, (2,)))]:
    outputs = net(rows)  #? phase is evaluation
    accuracy.update(outputs, classes)
print(accuracy.compute())
