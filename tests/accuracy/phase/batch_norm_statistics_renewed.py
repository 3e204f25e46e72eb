"""Running the training data through the model to renew its statistics changes no weight."""

import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4))


@torch.no_grad()
def update_train_statistics(train_batches):
    net.train()
    for rows, _ in train_batches:
        net(rows)  #? phase is inference


update_train_statistics([(torch.randn(8, 4), torch.zeros(8))])
