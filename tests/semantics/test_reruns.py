"""What cells do once more when they are run again: each on the smallest program that shows it."""

import ast
import textwrap

import pytest

from semantics.asking import model_of
from tensortidy.semantics import Refill


def refills(program: str) -> list[Refill]:
    """The lists that the loops of a program go on filling."""
    model = model_of(textwrap.dedent(program))
    found = [model.reruns.refill(node) for node in model.structure.walk(model.module) if isinstance(node, ast.stmt)]
    return [item for item in found if item is not None]


FILL = "for x in loader:\n    outputs.append(net(x))"


def test_a_cell_fills_a_list_of_another_one() -> None:
    [found] = refills(
        f"# %%\noutputs = []\n# %%\nif True:\n    for epoch in range(9):\n{textwrap.indent(FILL, '        ')}"
    )
    assert (found.name, ast.unparse(found.made), ast.unparse(found.value)) == ("outputs", "outputs = []", "net(x)")
    assert (found.loop.lineno, found.above.lineno) == (5, 4)


@pytest.mark.parametrize("made", ["outputs = []", "outputs = list()"])
def test_what_is_made_empty(made: str) -> None:
    assert refills(f"# %%\n{made}\n# %%\n{FILL}")


@pytest.mark.parametrize(
    "program",
    [
        f"outputs = []\n{FILL}",  # no cells
        f"# %%\noutputs = []\n{FILL}",  # one cell
        f"# %%\n{FILL}\n# %%\noutputs = []",  # made below
        f"# %%\noutputs = [first]\n# %%\n{FILL}",
        f"# %%\noutputs = []\n# %%\noutputs = []\n{FILL}",
        f"# %%\noutputs = []\n# %%\n{FILL}\n# %%\n{FILL}",
        f"# %%\noutputs = []\n# %%\noutputs.clear()\n{FILL}",
        f"# %%\noutputs = []\n# %%\n{FILL}\n# %%\noutputs.clear()",
        f"# %%\noutputs = []\n# %%\nprint(len(outputs))\n{FILL}",
        f"# %%\noutputs = []\n# %%\nif not outputs:\n    {FILL.replace('    ', '        ')}",
        f"# %%\noutputs = []\n# %%\n{FILL}\n    outputs.pop(0)",
        f"# %%\noutputs = []\n# %%\n{FILL}\n    net(x).sum().backward()",
        "# %%\noutputs = []\n# %%\ndef f():\n    for x in loader:\n        outputs.append(net(x))",
        "# %%\ntotal = 0\n# %%\nfor x in loader:\n    total += net(x)",
        "# %%\noutputs = []\n# %%\noutputs.append(net(x))",
    ],
)
def test_what_is_no_such_list(program: str) -> None:
    assert refills(program) == []


def test_a_list_may_be_read_afterwards() -> None:
    assert refills(f"# %%\noutputs = []\n# %%\n{FILL}\ntorch.cat(outputs)\n# %%\nlen(outputs)")
