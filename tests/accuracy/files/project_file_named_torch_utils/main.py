"""A project's torch_utils.py is read like any file: its answers are not torch's."""

import torch

from torch_utils import as_target, pick_device, to_numpy

place = pick_device()  #? place is string
goal = as_target([1, 0, 1])  #? goal is detached tensor
table = to_numpy(torch.ones(3, requires_grad=True) * 2)  #? table is array
