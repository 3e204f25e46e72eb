"""How often loops run, as far as it is written."""

import ast

import pytest

from tensortidy.semantics import Model
from tensortidy.source import Source
from tensortidy.syntax import parse

CLASS = """\
from torch import nn
class Net(nn.Module):
    def __init__(self, scale=8, sizes=(3, 5, 7)):
        self.count = scale - 1
        self.layers = nn.ModuleList([nn.Linear(1, 1) for _ in range(self.count)])
        self.convs = nn.ModuleList()
        for size in sizes:
            self.convs.append(nn.Conv1d(1, 1, size))
    def forward(self, x):
"""
PASSED = "def f(scale):\n    for s in scale: pass\n"


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("for i in range(3): pass", 3),
        ("for i in range(2, 10, 4): pass", 2),
        ("for i in [1, 2, 3]: pass", 3),
        ("for i in [*rest, 2]: pass", None),
        ("for i, x in enumerate((1, 2)): pass", 2),
        ("for a, b in zip(rows, (1, 2)): pass", 2),
        ("for k, v in {'a': 1}.items(): pass", 1),
        ("n = 4\nfor i in range(n // 2): pass", 2),
        ("rows = [1, 2]\nfor i in range(len(rows) + 1): pass", 3),
        ("for i in range(n): pass", None),
        ("while True: pass", None),
        (CLASS + "        for i in range(self.count): pass", 7),
        (CLASS + "        for layer in self.layers: pass", 7),
        (CLASS + "        for name, conv in self.convs.named_children(): pass", 3),
        (PASSED + "f([1, 2])\nf(scale=(1, 2, 3))", 3),
        (PASSED + "f([1, 2])\nf(other)", None),
        (PASSED + "run(f)\nf([1, 2])", None),
        ("def f(x, n=3):\n    for i in range(n): pass", None),
        ("def f(n):\n    for i in range(n): f(n)\nf(2)", 2),
    ],
)
def test_counts(code: str, count: int | None) -> None:
    source = Source(code)
    model = Model(parse(source).module, source)
    *_, loop = model.structure.nodes(ast.For, ast.While)
    assert isinstance(loop, ast.For | ast.While)
    assert model.repetitions.of(loop) == count
