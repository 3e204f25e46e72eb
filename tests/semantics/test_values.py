"""What an expression may hold."""

import pytest

from semantics.asking import asked
from tensortidy.semantics import Answer, Kind

HEADER = """
import itertools
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
"""


def kind(program: str) -> Kind | None:
    model, node = asked(HEADER + program)
    return model.value(node).kind


def graph(program: str) -> Answer:
    model, node = asked(HEADER + program)
    return model.graph_tensors.is_graph_tensor(node)


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("x = torch.ones(3)  # ?", Kind.TENSOR),
        ("x = torch.ones(3).sum().item()  # ?", Kind.NUMBER),
        ("x = torch.ones(3).numpy()  # ?", Kind.ARRAY),
        ("x = nn.Linear(1, 1)  # ?", Kind.MODULE),
        ("x = nn.Linear(1, 1).to('cpu').eval()  # ?", Kind.MODULE),
        ("x = torch.optim.SGD([])  # ?", Kind.OPTIMIZER),
        ("x = DataLoader([])  # ?", Kind.LOADER),
        ("x = open('a')  # ?", Kind.HANDLE),
        ("x = [1, 2]  # ?", Kind.CONTAINER),
        ("a, (b, c) = 1, (torch.ones(1), 'x')\nx = b  # ?", Kind.TENSOR),
        ("x = y = 1\nz = y + 1  # ?", Kind.NUMBER),
        ("if (n := torch.ones(1)) is not None:\n    x = n  # ?", Kind.TENSOR),
        ("for x, y in DataLoader([]):\n    z = x  # ?", Kind.TENSOR),
        ("for i, (x, y) in enumerate(DataLoader([])):\n    z = y  # ?", Kind.TENSOR),
        ("for i, x in enumerate('ab'):\n    z = i  # ?", Kind.NUMBER),
        ("x = [m for m in [nn.ReLU(), nn.Tanh()]][0]  # ?", Kind.MODULE),
        ("def f(m: nn.Module):\n    x = m  # ?", Kind.MODULE),
        ("def f(m: nn.Module | None):\n    x = m  # ?", Kind.MODULE),
        ("def f(x: torch.Tensor):\n    y = x.mean()  # ?", Kind.TENSOR),
        ("def f():\n    return nn.Linear(1, 1)\nx = f()  # ?", Kind.MODULE),
        ("def f(x):\n    return x\ny = f(torch.ones(1))  # ?", Kind.TENSOR),
        ("class M(nn.Module):\n    pass\nx = M()  # ?", Kind.MODULE),
        ("class B(nn.Module):\n    pass\nclass M(B):\n    pass\nx = M()  # ?", Kind.MODULE),
        (
            "class T:\n    def __init__(self):\n        self.m = nn.Linear(1, 1)\n"
            "    def f(self):\n        x = self.m  # ?",
            Kind.MODULE,
        ),
        ("def f(model):\n    model.eval()\n    x = model  # ?", Kind.MODULE),
        ("def f(o):\n    o.zero_grad()\n    o.step()\n    x = o  # ?", Kind.OPTIMIZER),
        ("match 1:\n    case 1:\n        v = 1\n    case _:\n        v = 2\nx = v  # ?", Kind.NUMBER),
        ("try:\n    v = 1\nfinally:\n    w = 'a'\nx = v  # ?", Kind.NUMBER),
        # not known
        ("def f(p):\n    x = p  # ?", None),
        ("if c:\n    v = 1\nelse:\n    v = 'a'\nx = v  # ?", None),
        ("def f(frame):\n    frame.eval('a + b')\n    x = frame  # ?", None),
        ("x = undefined  # ?", None),
    ],
)
def test_kinds(program: str, expected: Kind | None) -> None:
    assert kind(program) is expected


MODEL = "def f(model: nn.Module, loader, criterion):\n"


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (MODEL + "    x = model(1)  # ?", Answer.YES),
        (MODEL + "    x = model(1).logits[0]  # ?", Answer.YES),
        (MODEL + "    a, b = model(1)\n    x = b  # ?", Answer.UNKNOWN),
        (MODEL + "    x = F.relu(model(1)) * 2 + 1  # ?", Answer.YES),
        (MODEL + "    x = nn.MSELoss()(model(1), 2)  # ?", Answer.YES),
        (MODEL + "    x = sum([model(1)])  # ?", Answer.YES),
        (MODEL + "    x = model(1).detach()  # ?", Answer.NO),
        (MODEL + "    x = model(1).argmax(1)  # ?", Answer.NO),
        (MODEL + "    x = model(1) > 0  # ?", Answer.NO),
        (MODEL + "    x = float(model(1))  # ?", Answer.NO),
        (MODEL + "    x = model(1).data  # ?", Answer.NO),
        (MODEL + "    with torch.no_grad():\n        x = model(1)  # ?", Answer.NO),
        (MODEL + "    x = list(model.parameters())  # ?", Answer.NO),
        ("x = torch.ones(1, requires_grad=True)  # ?", Answer.NO),
        ("x = torch.ones(1, requires_grad=True) * 2  # ?", Answer.YES),
        ("x = nn.MSELoss()(torch.ones(1), torch.ones(1))  # ?", Answer.NO),
        # what backward() is called on later had a graph all along
        (MODEL + "    loss = criterion(1)\n    x = loss  # ?\n    loss.backward()", Answer.YES),
        (MODEL + "    loss = criterion(1) / 2\n    x = loss  # ?\n    scaler.scale(loss).backward()", Answer.YES),
        (MODEL + "    loss = criterion(1)\n    x = loss  # ?\n    accelerator.backward(loss)", Answer.YES),
        (MODEL + "    loss = criterion(1)\n    x = loss  # ?", Answer.UNKNOWN),
        (MODEL + "    loss = criterion(model(1), 2)\n    x = loss  # ?\n    print(loss.item())", Answer.YES),
        (MODEL + "    x = loader.sample()  # ?", Answer.UNKNOWN),
    ],
)
def test_graphs(program: str, expected: Answer) -> None:
    assert graph(program) is expected


def test_assumptions_are_carried_along() -> None:
    model, node = asked(HEADER + "def f(net):\n    net.train()\n    x = F.relu(net(1)).mean()  # ?")
    [assumption] = model.graph_tensors.graph_assumptions(node)
    assert assumption == "`net` is a torch.nn.Module, since `net.train()` is called"


def test_answers_are_no_bools() -> None:
    with pytest.raises(TypeError, match="may be unknown"):
        bool(Answer.UNKNOWN)
