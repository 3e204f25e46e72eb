"""A function called train_epoch, over a train loader and after train(), that only measures."""

import torch
from torch import nn
from torch.utils.data import DataLoader

net = nn.Linear(4, 3)
loss_function = nn.CrossEntropyLoss()


def train_epoch(train_loader: DataLoader):
    net.train()
    train_loss = 0.0
    for inputs, labels in train_loader:
        loss = loss_function(net(inputs), labels)  #? phase is evaluation
        train_loss += loss.item()
    return train_loss


samples = list(zip(torch.randn(8, 4), torch.randint(3, (8,))))
train_epoch(DataLoader(samples, batch_size=2))
