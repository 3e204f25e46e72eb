"""del takes the name of the function away, not the tensor that the caller still holds."""

import gc

import torch


def drop(value):  #? effects is none; returns is None
    del value
    gc.collect()


held = torch.ones(3)
drop(held)
print(held)  #? held is detached tensor
