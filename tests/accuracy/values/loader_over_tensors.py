"""The batches of a loader over a TensorDataset are detached, the output on them is attached."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

examples = TensorDataset(torch.rand(32, 4), torch.randint(2, (32,)))
feed = DataLoader(examples, batch_size=8)
net = nn.Linear(4, 2)
print(examples, feed)  #? examples is dataset; feed is data loader
for rows, labels in feed:
    print(net(rows), labels)  #? labels is detached tensor; net(rows) is graph tensor
