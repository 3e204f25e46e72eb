"""A class imported by name from another file is built and called here."""

import torch

from nets import Ranker

ranker = Ranker()  #? ranker is module; assumed ranker is no
rows = torch.randn(8, 4)  #? rows is detached tensor
ranked = ranker(rows)  #? ranked is graph tensor
print(ranked.shape)
