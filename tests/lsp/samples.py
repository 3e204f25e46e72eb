"""The texts that the server's tests open."""

# One safe fix, on line 8 (from 1).
RETAINED = """\
import torch


def train(model: torch.nn.Module, loader, optimizer):
    for x, y in loader:
        loss = torch.nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
"""

# Two findings of one rule, both safe to fix.
TWICE = RETAINED + RETAINED.replace("import torch\n", "").replace("def train", "def train_again")

# An unsafe fix.
CYCLED = """\
import itertools

from torch.utils.data import DataLoader


def batches(loader: DataLoader):
    return itertools.cycle(loader)
"""

# A surrogate pair in UTF-16, four bytes in UTF-8, stands left of the finding; so does a letter of two bytes.
EMOJI = """\
import torch
for _ in range(9):
    é = "🔥"; loss = torch.nn.Linear(1, 1)(torch.ones(1)); loss.backward(retain_graph=True)
"""

# What `model` is rests on an assumption.
KEPT = """\
import torch


def train(model, loader, criterion, optimizer):
    model.train()
    kept = []
    for x, y in loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        kept.append(loss)
    print(len(kept))
"""
