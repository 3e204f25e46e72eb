"""What evaluates, what uses gradients, and who else gets the model."""

import ast

import pytest

from semantics.asking import model_of

HEADER = """
import torch
import torch.nn.functional as F
from torch import nn
from somewhere import attack


def own_attack(model, x):
    x.requires_grad_()
    return x


def accuracy(output, y):
    return (output.argmax(1) == y).float().mean()


def evaluate(model: nn.Module, loader):
    model.eval()
"""


def evaluation_of(body: str) -> tuple[bool, bool]:
    """Whether the body after ``model.eval()`` evaluates in vain, and whether it hands the model to others."""
    model = model_of(HEADER + body)
    function = model.module.body[-1]
    assert isinstance(function, ast.FunctionDef)
    return model.evaluations.evaluation(function.body[0]) is not None, model.evaluations.hands_model_to(
        function
    ) is not None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    print(F.mse_loss(model(1), 2).item())", (True, False)),
        ("    for x, y in loader:\n        print(accuracy(model(x), y))", (True, False)),
        ("    for x, y in loader:\n        model(x)\n        attack(model, x)", (True, True)),
        ("    for x, y in loader:\n        model(x)\n        own_attack(model, x)", (False, False)),
        ("    for x, y in loader:\n        model(x).sum().backward()", (False, False)),
        ("    with torch.no_grad():\n        model(1)", (False, False)),
        ("    model.train()\n    model(1)", (False, False)),
        ("    print(len(loader))", (False, False)),
    ],
)
def test_evaluation(body: str, expected: tuple[bool, bool]) -> None:
    assert evaluation_of(body) == expected
