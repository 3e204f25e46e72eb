"""Named like a well-known library; its Dataset holds a plain list of rows."""

from torch.utils.data import Dataset as TorchDataset


class Dataset:  #? instance is unknown
    def __init__(self):
        self.rows = []

    def __getitem__(self, index):
        return self.rows[index]


class Frames(TorchDataset):  #? instance is dataset
    def __getitem__(self, index):
        return index
