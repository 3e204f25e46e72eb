"""What a name really is."""

import ast
from collections.abc import Sequence

import pytest

from semantics.asking import asked, model_of
from tensortidy.knowledge import Kind
from tensortidy.semantics import Model
from tensortidy.semantics.values import UNKNOWN
from tensortidy.source import Source
from tensortidy.syntax import SyntaxMemory, parse


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("import torch\ntorch.cat  # ?", "torch.cat"),
        ("import torch as t\nt.cat  # ?", "torch.cat"),
        ("from torch import cat as join\njoin  # ?", "torch.cat"),
        ("import torch.nn.functional as F\nF.mse_loss  # ?", "torch.nn.functional.mse_loss"),
        ("import torch.nn\ntorch.nn.Linear  # ?", "torch.nn.Linear"),
        ("import torch\nconcat = torch.concat\nconcat  # ?", "torch.cat"),
        ("from torch import *\ncat  # ?", "torch.cat"),
        ("from torch.autograd import no_grad\nno_grad  # ?", "torch.no_grad"),
        ("from tensorflow import keras\nkeras.layers.Dense  # ?", "keras.layers.Dense"),
        ("try:\n    from torch import cat\nexcept ImportError:\n    cat = None\ncat  # ?", "torch.cat"),
        ("open  # ?", "open"),
        ("def f():\n    import torch\n    torch.cat  # ?", "torch.cat"),
        ("import torch\nclass A:\n    def f(self):\n        torch.cat  # ?", "torch.cat"),
        # and where it is something else, or not known
        ("import torch\ntorch = fake()\ntorch.cat  # ?", None),
        ("def open(p): ...\nopen  # ?", None),
        ("import torch\ndef f(torch):\n    torch.cat  # ?", None),
        ("from torch import cat\ndef f():\n    cat = 1\n    cat  # ?", None),
        ("class A:\n    import torch\n    def f(self):\n        torch.cat  # ?", None),
        ("x.cat  # ?", None),
        ("x = x\nx  # ?", None),
    ],
)
def test_full_names(program: str, name: str | None) -> None:
    model, node = asked(program)
    assert model.qualified(node) == name


def test_globals_belong_to_the_module() -> None:
    model, node = asked("log = None\ndef f():\n    global log\n    log = open('a')\n    log  # ?\n")
    assert model.names.binding_scope("log", node) is model.module
    assert len(model.names.bindings("log", node)) == 2


@pytest.mark.parametrize(
    ("imports", "frameworks"),
    [
        ("import torch.nn as nn", {"torch"}),
        ("from tensorflow.keras import layers", {"tensorflow", "keras"}),
        ("def f():\n    import lightning", {"torch"}),
        ("from scikeras.wrappers import KerasClassifier", {"keras"}),
        ("import torchinfo", set()),
        ("'import torch'", set()),
    ],
)
def test_frameworks(imports: str, frameworks: set[str]) -> None:
    assert model_of(imports).frameworks == frameworks


def test_a_function_that_nobody_names_is_known_as_soon_as_it_comes_and_forgotten_as_it_goes() -> None:
    memory = SyntaxMemory()
    before = Source("x = 1\n\n\ndef step():\n    return x\n")
    model = Model(parse(before, memory).module, before, is_edited=True)
    assert model.inference.value(model.structure.reads("x")[0]) is not UNKNOWN  # the top level has been run
    after = Source(before.text + "\n\ndef again(n):\n    return again(n)\n")
    for source, bound in ((after, ["again"]), (before, [])):
        syntax = parse(source, memory)
        model.advance(syntax.module.body, syntax.parsed, source)
        reads = model.structure.reads("again")
        assert [getattr(model.names.definition(read), "name", None) for read in reads] == bound
        assert [model.inference.value(read).kind for read in reads] == [Kind.FUNCTION for _ in bound]
        assert ("again" in model.names.locals_of(model.module)) is bool(bound)


NUMPY, TORCH = "import numpy as np\n", "import torch as np\n"
BODY = "    y = np.zeros(0)\n" + "    print(0)\n" * 60
F = f"def f():\n{BODY}"
G = "def g():\n    global np\n    np = 1\n"
NP = "def np():\n    pass\n"


@pytest.mark.parametrize("texts", [
    (NUMPY + F, TORCH + F, f"{TORCH}{F}    1\n"),  # first outside a function, then inside
    (F, NUMPY + F, f"{NUMPY}def f():\n    2\n{BODY}"),
    (f"{NUMPY}def f(np):\n{BODY}", f"{NUMPY}def g(x):\n{BODY}"),  # both in one edit
    (NUMPY + G + F, f"{NUMPY}{F}    1\n"),
    (f"np = 1\n{F}", f"{NP}np = 1\n{F}", NP + F),
    (f"{NUMPY}def f():\n    x = np\n    y = x.zeros\n    y\n", f"{NUMPY}def f():\n    x = 1\n    y = x.zeros\n    y\n"),
    (f"{NUMPY}def f():\n    x, y = 1, 2\n    x.zeros\n", f"{NUMPY}def f():\n    x, y = np, 2\n    x.zeros\n"),
    (f"{NUMPY}def f():\n    1\n    g = lambda: np.zeros\n", f"{NUMPY}def f():\n    np = 1\n    g = lambda: np.zeros\n"),
])  # fmt: skip
def test_names_mean_after_edits_what_they_mean_in_a_text_that_is_new(texts: Sequence[str]) -> None:
    memory = SyntaxMemory()
    source = Source(texts[0])
    model = Model(parse(source, memory).module, source, is_edited=True)
    for text in texts:
        syntax = parse(Source(text), memory)
        model.advance(syntax.module.body, syntax.parsed, Source(text))
        new = Model(model.module, Source(text))
        nodes = [node for node in model.structure.walk(model.module) if isinstance(node, ast.expr)]
        assert [model.qualified(node) for node in nodes] == [new.qualified(node) for node in nodes]
        for name in ("np", "f", "g"):
            assert model.names.bindings(name, model.module) == new.names.bindings(name, model.module)
