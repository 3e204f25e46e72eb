"""closing() makes a with block of anything that has close()."""

import contextlib

import h5py
from torch.utils.tensorboard import SummaryWriter


def export(rows, path):
    store = h5py.File(path, "w")  #? owner of store is with
    with contextlib.closing(store):
        store["rows"] = rows
    with contextlib.closing(SummaryWriter()) as board:  #? owner of board is with
        board.add_scalar("rows", len(rows))
