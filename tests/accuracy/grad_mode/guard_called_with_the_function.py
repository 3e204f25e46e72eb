"""The guard called with a function gives a guarded one; the function itself stays as it was."""

import torch
from torch import nn

net = nn.Linear(4, 2)


def predict(rows):
    return net(rows)  #? grad is unknown; net(rows) is tensor


predict_fast = torch.no_grad()(predict)
cold = predict_fast(torch.randn(1, 4))  #? grad is on; cold is detached tensor
warm = predict(torch.randn(1, 4))  #? grad is on; warm is graph tensor
