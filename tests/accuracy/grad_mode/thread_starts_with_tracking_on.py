"""Tracking is kept per thread: a thread that is started in the block tracks."""

import threading

import torch
from torch import nn

engine = nn.Linear(3, 3)


def work(parts):
    made = engine(parts)  #? grad is on; made is graph tensor
    print(made.shape)


with torch.no_grad():
    worker = threading.Thread(target=work, args=(torch.randn(2, 3),))
    worker.start()
    own = engine(torch.randn(2, 3))  #? grad is off; own is detached tensor
    worker.join()
