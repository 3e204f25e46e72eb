"""The first batch is taken by hand; lengths of loader and dataset are numbers."""

import torch
from torch.utils.data import DataLoader, TensorDataset, random_split

whole = TensorDataset(torch.rand(20, 3), torch.rand(20, 1))
train, held_out = random_split(whole, [16, 4])
feed = DataLoader(train, batch_size=4)
given, wanted = next(iter(feed))
print(given, held_out)  #? given is detached tensor; held_out is dataset
print(len(feed) * wanted.size(0))  #? len(feed) is number; wanted.size(0) is number
