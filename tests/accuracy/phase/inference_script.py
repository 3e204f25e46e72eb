"""A script that labels pictures and writes the labels down."""

import torch
from torch import nn

net = nn.Linear(4, 3)
net.load_state_dict(torch.load("weights.pt"))
net.eval()

with open("labels.txt", "w") as report:
    for index in range(10):
        picture = torch.rand(1, 4)
        label = net(picture).argmax(1)  #? phase is inference
        report.write(f"{index} {label.item()}\n")
