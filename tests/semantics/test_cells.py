"""Cells, and what they display: each on the smallest program that shows it."""

import ast
import textwrap

import pytest

from semantics.asking import model_of
from tensortidy.semantics import Shown

BEGIN = "# %%\nimport torch\nnet = torch.nn.Linear(2, 2)\n"


def shown(program: str) -> list[Shown]:
    """What the cells of a program display, in order."""
    model = model_of(BEGIN + textwrap.dedent(program))
    found = [model.cells.shown(node) for node in model.module.body if isinstance(node, ast.Expr)]
    return [item for item in found if item is not None]


def test_a_file_without_markers_has_no_cells() -> None:
    model = model_of("import torch\n\n#%%capture\nx = '''\n %%\n'''\nx\n")
    assert model.cells.all == ()
    assert model.cells.around(model.module.body[-1]) is None


def test_cells_of_text_are_no_code() -> None:
    model = model_of("x\n# %% first\na = 1\n\n# %% [markdown]\n# text\n#%%\nb = 1\nb\n")
    assert [(cell.marker, cell.last, len(cell.statements)) for cell in model.cells.all] == [(2, 4, 1), (7, 10, 2)]
    above, first, last = (model.cells.around(model.module.body[at]) for at in (0, 1, 3))
    assert (above, first, last) == (None, *model.cells.all)


def test_a_module_that_nbdev_wrote_has_no_cells() -> None:
    assert model_of("# %% ../nbs/00_core.ipynb 3\nimport torch\n# %% ../nbs/00_core.ipynb 4\nx\n").cells.all == ()


@pytest.mark.parametrize(
    ("program", "is_shown"),
    [
        ("net", True),
        ("net  # a comment", True),
        ("(\n    net\n)", True),
        ("# %% next\n# %%time\nnet", True),
        ("net;", False),
        ("net ;  # a comment", False),
        ("print(net)", False),
        ("None", False),
        ("net\nx = 1", False),
        ("if net:\n# %%\n    net", False),
        ("if net:\n    net", False),
        ("# %% next\n# %%timeit\nnet", False),
        ("# %% next\n# %%capture out\nnet", False),
        ("get_ipython().config.InteractiveShell.cache_size = 0\nnet", False),
        ("Out.clear()\n# %%\nnet", False),
    ],
)
def test_what_is_displayed_and_kept(program: str, is_shown: bool) -> None:
    assert bool(shown(program)) is is_shown


@pytest.mark.parametrize(
    ("program", "holder"),
    [
        ("net", "net"),
        ("net.to('cuda').eval()", "net"),
        ("net.state_dict()", None),
        ("net(torch.ones(2))", None),
        ("x = torch.ones(9, 9)\nx[:5, -1]", "x"),
        ("x = torch.ones(9, 9)\nx[torch.tensor([1])]", None),
        ("x = [torch.ones(9, 9)]\nx[0]", None),
    ],
)
def test_who_else_holds_it(program: str, holder: str | None) -> None:
    [found] = shown(program)
    assert (found.held.id if found.held is not None else None) == holder


@pytest.mark.parametrize(
    ("program", "end"),
    [
        ("del net", "del net"),
        ("x = 1\n# %%\ndel x, net", "del x, net"),
        ("net = torch.nn.Linear(3, 3)", "net = torch.nn.Linear(3, 3)"),
        ("net = torch.compile(net)\ndel net", None),
        ("for net in nets:\n    pass\ndel net", None),
        ("def f():\n    del net", None),
        ("net.x = 1", None),
    ],
)
def test_what_takes_the_name_away(program: str, end: str | None) -> None:
    [found] = shown(f"net\n# %%\n{program}")
    assert (ast.unparse(found.end) if found.end is not None else None) == end


@pytest.mark.parametrize(
    ("program", "again"),
    [
        ("net", True),
        ("# %%\nnet", False),
        ("# %%\nnet(x)", True),
        ("# %%\ny = net(x)\ny", True),
        ("y = net(x)\n# %%\ny", False),
    ],
)
def test_whether_each_run_of_the_cell_keeps_another_one(program: str, again: bool) -> None:
    [found] = shown(program)
    assert found.is_made_again is again


def test_a_deletion_knows_where_its_value_was_displayed() -> None:
    model = model_of(f"{BEGIN}net\n# %%\nnet\n# %%\ndel net\n# %%\nnet = 1\ndel net\n")
    first, second = (node.targets[0] for node in model.module.body if isinstance(node, ast.Delete))
    assert isinstance(first, ast.Name)
    assert isinstance(second, ast.Name)
    found = model.cells.shown_before(first)
    assert found is not None
    assert found.statement.lineno == 6
    assert model.cells.shown_before(second) is None
