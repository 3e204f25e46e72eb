"""Notebooks as Python texts: cells in order, Jupyter's own Python made harmless, and the way back to the cells."""

import ast
import json

import pytest

from notebooks import notebook
from tensortidy.notebook import BEGIN, MARK, NotebookError, read_notebook


def python(cell: str) -> str:
    """What becomes of one cell, a space in the place of what marks things as hidden."""
    found = read_notebook(notebook(cell))
    assert found.text.startswith(BEGIN)
    assert found.text.endswith("\n")
    assert found.rewritten(found.text) == [found.cells[0].source.text]
    usable = found.cells[0].source.text
    assert found.cells[0].rewritten(found.text.removeprefix(BEGIN) + "x\n").startswith(usable)
    return found.text.removeprefix(BEGIN).removesuffix("\n").replace(MARK, " ")


# ---------------------------------------------------------------- cells


def test_code_cells_follow_one_another_and_others_are_left_out() -> None:
    found = read_notebook(notebook("import torch\nx = 1", ("markdown", "# Training"), "", ("raw", "x = 2"), "x\n"))
    assert found.text == f"{BEGIN}import torch\nx = 1\n{BEGIN}{BEGIN}x\n"
    assert [cell.number for cell in found.cells] == [1, 3, 5]
    assert found.markers == (1, 4, 5, 7)


def test_a_line_of_the_text_is_a_line_of_a_cell() -> None:
    found = read_notebook(notebook("a = 1\nb = 2", ("markdown", "text"), "c = 3"))
    lines = found.text.splitlines()
    assert {lines[line - 1]: found.place(line) for line in (2, 3, 5)} == {
        "a = 1": (1, 1),
        "b = 2": (1, 2),
        "c = 3": (3, 1),
    }


def test_the_source_of_a_cell_may_be_one_text() -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": "x = 1\r\ny = 2"}
    assert read_notebook(json.dumps({"cells": [cell], "nbformat": 4})).text == f"{BEGIN}x = 1\r\ny = 2\n"


def test_half_a_character_is_replaced() -> None:
    assert python("x = '\ud83d'") == "x = '\N{REPLACEMENT CHARACTER}'"


@pytest.mark.parametrize("metadata", [{"kernelspec": {"language": "R"}}, {"language_info": {"name": "julia"}}])
def test_a_notebook_in_another_language_has_no_python(metadata: dict[str, object]) -> None:
    assert read_notebook(notebook("x <- 1", **metadata)).text == ""


def test_a_cell_in_another_language_is_left_out() -> None:
    cells = [
        {"cell_type": "code", "metadata": {"vscode": {"languageId": language}}, "source": "x"}
        for language in ("python", "sql")
    ]
    metadata = {"language_info": {"name": "python"}}
    found = read_notebook(json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}))
    assert [cell.number for cell in found.cells] == [1]


# ---------------------------------------------------------------- Jupyter's own Python


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%matplotlib inline", "pass  # %matplotlib inline"),
        ("if colab:\n    !pip install torch", "if colab:\n    pass  # !pip install torch"),
        ("!pip install \\\n    torch\nx = 1", "pass  # !pip install \\\n#     torch\nx = 1"),
        ("files = !ls", "files = get_ipython()  # !ls"),
        ("a, b = %sql select 1, 2", "a, b = get_ipython()  # %sql select 1, 2"),
        ("model?", "pass  # model?"),
        ("torch.nn??  # how?", "pass  # torch.nn??  # how?"),
        ("?model", "pass  # ?model"),
        ("%time history = model.fit(x)", '" %time "; history = model.fit(x)'),
        ("for x in y:\n    %time f(x)", 'for x in y:\n    " %time "; f(x)'),
        ("%time -n model.fit(x)", "pass  # %time -n model.fit(x)"),
        ("%time f(\nx)", "pass  # %time f(\nx)"),
    ],
)
def test_what_only_jupyter_understands_becomes_a_comment(cell: str, expected: str) -> None:
    assert python(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "x = (a\n  % b)",
        "x = a \\\n  % b",
        "text = '''\n%time\n!ls\n'''",
        "text = 'why?'",
        "x = 1  # why?",
        "x != y",
        "table = {\n  'a': 1,  # (\n  'b)': '\\'',\n}",
    ],
)
def test_python_stays_as_it_is(cell: str) -> None:
    assert python(cell) == cell


@pytest.mark.parametrize("magic", ["bash", "html", "javascript", "writefile train.py", "cython", "unheard_of"])
def test_cells_in_other_languages_become_comments(magic: str) -> None:
    assert python(f"\n%%{magic}\n\nx = 1") == f"\n# %%{magic}\n\n# x = 1"


def test_cells_that_are_timed_are_python() -> None:
    assert python("%%capture\n%%time\nx = 1") == "# %%capture\n# %%time\nx = 1"


@pytest.mark.parametrize("cell", ["    x = 1", "\n  x = 1\n  y"])
def test_a_cell_that_jupyter_moves_to_the_left_becomes_a_comment(cell: str) -> None:
    assert all(not line.strip() or line.startswith("# ") for line in python(cell).split("\n"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("x = f(", "pass  # x = f("),
        ("'''", "pass  # '''"),
        ("x = \\", "pass  # x = \\"),
        ("a = 1\nx = f(\n    a,\nb = 2", "a = 1\npass  # x = f(\n#     a,\nb = 2"),
        ("x = [\n  (1,\n]\nb = 2", "pass  # x = [\n#   (1,\n# ]\nb = 2"),
        ("text = '''\nmodel.fit(x)", "pass  # text = '''\nmodel.fit(x)"),
        ("def f():\n    g(\nb = 2", "def f():\n    pass  # g(\nb = 2"),
        ("b = 2\nfor x in y:", "b = 2\npass  # for x in y:"),
        ("@cache\ndef f(\n    a,\n):  # why\n\n", "pass  # @cache\npass  # def f(\n#     a,\n# ):  # why\n"),
    ],
)
def test_what_a_cell_never_ends_swallows_no_other(cell: str, expected: str) -> None:
    assert python(cell) == expected


def test_of_many_open_statements_the_rest_is_left_out() -> None:
    assert python("f(\n" * 20 + "x = 1").count("pass") == 8


def test_no_line_of_a_cell_looks_like_the_beginning_of_one() -> None:
    assert python("# %% title\nx = 1") == "# # %% title\nx = 1"
    assert python("%%latex\n%% title") == "# %%latex\n# %% title"


@pytest.mark.parametrize("cell", ["%%bash\nls\n", "!ls\nx = (1 +\n2)\n", "x?\n\n\ny = '''a\nb'''\n", "f(\n"])
def test_no_line_moves(cell: str) -> None:
    assert len(python(cell + "#").splitlines()) == len((cell + "#").splitlines())
    ast.parse(python(cell))


# ---------------------------------------------------------------- what is no notebook


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"cells": [\n  1,,', "is no notebook: JSON is expected, and in line 2, column 5 there is none"),
        ("[]", "is no notebook: an object with a number `nbformat` is expected"),
        ('{"nbformat": 3, "worksheets": []}', "is of nbformat 3, and 4 is expected: save it with a current Jupyter"),
        ('{"nbformat": 4}', "is no notebook: a list `cells` is expected"),
        ('{"nbformat": 4, "cells": [{"source": ""}, {"source": [1]}]}', "has a broken cell 2: `source` is expected"),
        ("[" * 100_000, "is no notebook: its JSON is nested too deep"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(NotebookError) as caught:
        read_notebook(text)
    assert str(caught.value).startswith(told)
