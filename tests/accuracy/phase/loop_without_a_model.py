"""Loops over data and over the files of an experiment run no model."""

import torch
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.randn(32, 4), torch.randint(3, (32,)))
train_loader = DataLoader(dataset, batch_size=8)

total, count = torch.zeros(4), 0
for inputs, labels in train_loader:
    total += inputs.sum(0)  #? phase is unknown
    count += (labels == 1).sum().item()
print("train mean", total / len(dataset), count)
