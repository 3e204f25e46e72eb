"""Makes a dataset and two loaders over it."""

import torch
from torch.utils.data import DataLoader, TensorDataset


def make_rows(amount):
    return TensorDataset(torch.randn(amount, 4), torch.randn(amount, 1))


def make_feeds(amount):
    rows = make_rows(amount)
    return DataLoader(rows, shuffle=True), DataLoader(rows)
