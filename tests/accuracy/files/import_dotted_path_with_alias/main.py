"""A file inside a package, imported whole under a short name."""

import torch

import lab.blocks as bl

top = bl.make_head(8)  #? top is module
amount = bl.count_heads(64)  #? amount is number
answer = top(torch.ones(2, 8))  #? answer is graph tensor
