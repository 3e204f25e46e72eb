"""Fills the other file's name."""

from torch import nn

import state


def prepare(name):
    state.CURRENT = nn.Linear(2, 2) if name == "line" else len(name)
