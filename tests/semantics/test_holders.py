"""Who still holds what is deleted: each on the smallest program that shows it."""

import ast

import pytest

from semantics.asking import model_of
from tensortidy.semantics.holders import By

LEAF = "import torch\nw = torch.randn(8, 8, requires_grad=True)\n"


@pytest.mark.parametrize(
    ("program", "by"),
    [
        ("y = w.exp()\nz = y.mean()\ndel y\nprint(z)", By.GRAPH),
        ("y = w + 1\nz = y ** 2\ndel y\nprint(z)", By.GRAPH),
        ("y = w * 2\nz = y.mean()\ndel y\nprint(z)", None),
        ("y = w.exp()\nz = y.mean()\ndel y\nz.backward()", None),
        ("y = w.exp()\nz = y.mean()\ndel y", None),
        ("y = w.exp()\nz = y.shape[0]\ndel y\nprint(z)", None),
        ("y = torch.ones(9, 9)\nz = y[0, 1:]\ndel y\nprint(z)", By.VIEW),
        ("y = torch.ones(9, 9)\nz = y[:, None]\ndel y\nprint(z)", None),
        ("y = torch.ones(9, 9)\nz = y[0].clone()\ndel y\nprint(z)", None),
        ("y = torch.ones(9, 9)\nif z:\n    v = y[0]\ndel y\nprint(v)", None),
    ],
)
def test_what_holds_a_deleted_tensor(program: str, by: By | None) -> None:
    model = model_of(LEAF + program)
    [deleted] = [node.targets[0] for node in ast.walk(model.module) if isinstance(node, ast.Delete)]
    assert isinstance(deleted, ast.Name)
    found = model.holders.holder(deleted)
    assert (found.by if found is not None else None) is by
