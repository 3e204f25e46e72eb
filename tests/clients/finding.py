"""The finding that every editor is shown, and the fix that is taken there."""

RULE = "graph-retention-after-backward"
TITLE = "Graph Retention After Backward Pass"
FIX = "Remove `retain_graph=True`"
IGNORE = f"Ignore {RULE} on this line"
LINE = 7
SCRIPT = """\
import torch


def train(model: torch.nn.Module, loader, optimizer):
    for x, y in loader:
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward(retain_graph=True)
        optimizer.step()
"""
FIXED = SCRIPT.replace("retain_graph=True", "")
