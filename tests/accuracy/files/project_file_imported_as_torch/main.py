"""The name torch is a project file here: its tensors are lists and its no_grad is a file."""

import torch_utils as torch

blank = torch.zeros(3)  #? blank is container of number
copy = torch.tensor([1.5, 2.5])  #? copy is container of number
with torch.no_grad() as sink:  #? sink is open handle
    print(blank, copy, file=sink)
