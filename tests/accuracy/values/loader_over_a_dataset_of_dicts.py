"""A dataset in sight gives dicts, so each batch is a dict of stacked tensors."""

import torch
from torch.utils.data import DataLoader, Dataset


class Clips(Dataset):  #? instance is dataset
    def __len__(self):
        return 8

    def __getitem__(self, index):
        return {"audio": torch.rand(16), "speaker": index % 2}


for batch in DataLoader(Clips(), batch_size=4):
    print(batch)  #? batch is container of detached tensor
    print(batch["speaker"])  #? batch["speaker"] is detached tensor
