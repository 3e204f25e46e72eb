"""A notebook's way not to display what set_grad_enabled gives: it switches all the same."""

import torch
from torch import nn

encoder = nn.Linear(10, 2)
_ = torch.set_grad_enabled(False)
keys = encoder(torch.randn(6, 10))  #? grad is off; keys is detached tensor


def resume():
    _ = torch.set_grad_enabled(True)


resume()
queries = encoder(torch.randn(1, 10))  #? grad is on; queries is graph tensor
