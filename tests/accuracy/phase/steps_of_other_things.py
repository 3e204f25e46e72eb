"""Schedulers, profilers and progress bars have a step method as well."""

import torch
from torch import nn

net = nn.Linear(4, 1)
rule = torch.optim.SGD(net.parameters(), lr=0.1)
schedule = torch.optim.lr_scheduler.StepLR(rule, step_size=2)
rates = []
for _ in range(10):
    rates.append(schedule.get_last_lr()[0])
    schedule.step()  #? phase is unknown
with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profiler:
    for rows in torch.randn(6, 2, 4):
        net(rows)  #? phase is inference
        profiler.step()
