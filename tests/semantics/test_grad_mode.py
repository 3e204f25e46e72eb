"""Whether gradients are tracked at a place."""

import pytest

from semantics.asking import asked
from tensortidy.semantics import Answer

ON, OFF, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("f()  # ?", ON),
        ("with torch.no_grad():\n    f()  # ?", OFF),
        ("with open('a') as a, torch.inference_mode():\n    f()  # ?", OFF),
        ("with torch.inference_mode(False):\n    f()  # ?", ON),
        ("with torch.autograd.no_grad():\n    f()  # ?", OFF),
        ("with torch.set_grad_enabled(False):\n    f()  # ?", OFF),
        ("with torch.set_grad_enabled(phase == 'train'):\n    f()  # ?", UNKNOWN),
        ("with torch.no_grad():\n    with torch.enable_grad():\n        f()  # ?", ON),
        ("@torch.no_grad()\ndef g():\n    f()  # ?", OFF),
        ("@torch.no_grad\ndef g():\n    f()  # ?", OFF),
        ("@torch.no_grad()\nclass A:\n    def __init__(self):\n        f()  # ?", OFF),
        ("@torch.no_grad()\nclass A:\n    def g(self):\n        f()  # ?", ON),
        ("torch.set_grad_enabled(False)\nf()  # ?", OFF),
        ("torch.set_grad_enabled(False)\ndef g():\n    f()  # ?", OFF),
        ("def g():\n    torch.set_grad_enabled(False)\n    for x in y:\n        f()  # ?", OFF),
        ("stack.enter_context(torch.no_grad())\nf()  # ?", OFF),
        ("context = torch.no_grad()\nwith context:\n    f()  # ?", OFF),
        ("context = torch.no_grad() if a else b\nwith context:\n    f()  # ?", UNKNOWN),
        ("with torch.autocast('cuda'):\n    f()  # ?", ON),
        # callers
        ("def g():\n    f()  # ?\nwith torch.no_grad():\n    g()", OFF),
        ("def g():\n    f()  # ?\nwith torch.no_grad():\n    g()\ng()", UNKNOWN),
        ("def g():\n    f()  # ?\ng()", ON),
        ("class A:\n    @torch.no_grad()\n    def a(self):\n        self.b()\n    def b(self):\n        f()  # ?", OFF),
        # a project's own switches
        (
            "def quiet(function):\n    @torch.no_grad()\n    def inner(*args):\n        return function(*args)\n"
            "    return inner\n@quiet\ndef g():\n    f()  # ?",
            OFF,
        ),
        (
            "@contextlib.contextmanager\ndef quiet():\n    with torch.no_grad():\n        yield\n"
            "with quiet():\n    f()  # ?",
            OFF,
        ),
        ("def decorate(function):\n    return function\n@decorate\ndef g():\n    f()  # ?", ON),
        # frameworks that do it themselves
        (
            "import lightning.pytorch as pl\nclass M(pl.LightningModule):\n"
            "    def validation_step(self, batch):\n        f()  # ?",
            OFF,
        ),
        (
            "import pytorch_lightning as pl\nclass M(pl.LightningModule):\n"
            "    def training_step(self, batch):\n        f()  # ?",
            ON,
        ),
        ("g = lambda: f()\nwith torch.no_grad():\n    g()  # ?", OFF),
    ],
)
def test_grad_mode(program: str, expected: Answer) -> None:
    model, node = asked(f"import contextlib\nimport torch\n{program}")
    assert model.grad_mode.at(node) is expected
