"""The shapes that a file tells, and where columns meet rows: each on the smallest program that shows it."""

import ast

import pytest

from semantics.asking import asked, model_of

IMPORTS = """\
import keras
import numpy as np
import pandas as pd
import tensorflow as tf
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
k = 1000
"""


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("np.zeros((k, 1))", "(1000, 1)"),
        ("np.random.rand(k, 3)[:, 0]", "(1000,)"),
        ("np.random.normal(0, 1, size=k)", "(1000,)"),
        ("np.random.default_rng(1).normal(size=(4, n))", "(4, n)"),
        ("tf.constant([[1.0], [2.0]])", "(2, 1)"),
        ("tf.reduce_mean(tf.zeros((4, 5)), axis=1, keepdims=True)", "(4, 1)"),
        ("tf.reshape(tf.zeros((4, 6)), (-1, 3))", "(8, 3)"),
        ("tf.expand_dims(tf.zeros(7), -1)", "(7, 1)"),
        ("torch.randn(3, 4).transpose(0, 1)", "(4, 3)"),
        ("torch.rand(3, 1, 4).squeeze(1)", "(3, 4)"),
        ("torch.zeros(3, 4).view(-1)", "(12,)"),
        ("torch.randint(0, 9, (k,)).unsqueeze(1)", "(1000, 1)"),
        ("torch.zeros(3, 4) @ torch.zeros(4)", "(3,)"),
        ("np.zeros((5, 1)) + np.zeros(3)", "(5, 3)"),
        ("nn.Linear(4, 2)(torch.zeros(9, 4))", "(9, 2)"),
        ("nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))(torch.zeros(9, 4))", "(9, 1)"),
        ("keras.layers.Flatten()(keras.Input((28, 28)))", "(batch, 784)"),
        ("keras.Sequential([keras.layers.Dense(1)]).predict(np.zeros((6, 2)))", "(6, 1)"),
        ("next(iter(tf.data.Dataset.from_tensor_slices(np.zeros((100, 4))).batch(32)))", "(32, 4)"),
        ("next(iter(DataLoader(TensorDataset(torch.zeros(100, 4)), batch_size=8)))[0]", "(8, 4)"),
        ("pd.read_csv(path)[['a', 'b']].values", "(rows, 2)"),
        ("pd.read_csv(path).drop('a', axis=1)['b'].to_numpy()", "(rows,)"),
        ("pd.read_csv(path).iloc[:, -1].values", "(rows,)"),
        ("pd.read_csv(path).dropna()", None),
        ("np.zeros(3) + range(3)", None),
        ("np.zeros(shape)", None),
        ("unknown(np.zeros(3))", None),
        ("np.zeros((3, 4)).reshape(a, *rest)", None),
        ("[1.0, 2.0]", None),
    ],
)
def test_a_shape(line: str, shape: str | None) -> None:
    model, node = asked(f"{IMPORTS}{line}  # ?")
    found = model.tensor_shapes.of(node)
    assert (str(found) if found is not None else None) == shape


@pytest.mark.parametrize(
    "program",
    [
        "x = np.zeros((k, 1))\nx = x[:, 0]\nfound = x  # ?",
        "def f(x):\n    return x.reshape(-1)\nfound = f(np.zeros((k, 1)))  # ?",
        "class Net(nn.Module):\n    def __init__(self, n):\n        self.out = nn.Linear(4, n)\n"
        "    def forward(self, x):\n        return self.out(x).squeeze(-1)\n"
        "net = Net(1)\nfound = net(torch.zeros(k, 4))  # ?",
    ],
)
def test_it_is_followed_through_variables_functions_and_classes(program: str) -> None:
    model, node = asked(IMPORTS + program)
    assert str(model.tensor_shapes.of(node)) == "(1000,)"


@pytest.mark.parametrize(
    "program",
    [
        "x = x.y",
        "class A:\n    def __init__(self):\n        self.x = self.x.y\n    def f(self):\n        self.x - self.x",
        "def f(n):\n    return f(n - 1) - f(n - 2)\nf(3) - f(4)",
        "x = " + " + ".join(["np.zeros((k, 1))"] * 500),
        "while True:\n    x = x - y\n    y = x - y",
    ],
)
def test_what_is_made_of_itself_ends(program: str) -> None:
    model = model_of(IMPORTS + program)
    for node in model.structure.nodes(ast.BinOp, ast.Call):
        assert model.shape_mismatches.at(node) is None


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("column - row", True),
        ("column == row", True),
        ("np.mean((column * row) ** 2)", True),
        ("column * row", False),
        ("column - np.zeros(7)", False),
        ("row[:, None] - row", False),
        ("column[:, 0] - row", False),
        ("nn.MSELoss()(torch.zeros(k, 1), torch.zeros(5))", True),
        ("nn.BCELoss()(torch.zeros(k, 1), torch.zeros(k))", False),
    ],
)
def test_a_column_meets_a_row(line: str, found: bool) -> None:
    model = model_of(f"{IMPORTS}column, row = np.zeros((k, 1)), np.random.rand(k)\n{line}")
    nodes = model.structure.nodes(ast.BinOp, ast.Compare, ast.Call)
    assert any(model.shape_mismatches.at(node) is not None for node in nodes) is found
