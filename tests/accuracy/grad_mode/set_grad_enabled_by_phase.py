"""The classic loop over phases: on in one round, off in the other, known inside the if."""

import torch
from torch import nn

net = nn.Linear(4, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
batch = torch.randn(8, 4)

for phase in ["train", "val"]:
    with torch.set_grad_enabled(phase == "train"):
        error = net(batch).pow(2).mean()  #? grad is unknown; error is tensor
        if phase == "train":
            error.backward()  #? grad is on; error is graph tensor
            optimizer.step()
    print(phase, error.item())  #? grad is on
