"""A helper that throws away what detach() gives back hands over the graph."""

import torch

from cuts import cut, no_cut

root = torch.ones(3, requires_grad=True)
loose = cut(root * 2)  #? loose is detached tensor
bound = no_cut(root * 2)  #? bound is graph tensor
