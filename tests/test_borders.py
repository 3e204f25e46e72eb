"""Fixes stay within cells: what runs together in a file may not in a notebook."""

from __future__ import annotations

import pytest

from notebooks import notebook
from tensortidy.engine import analyze
from tensortidy.fixer import fix_all
from tensortidy.notebook import read_notebook
from tensortidy.registry import load
from tensortidy.rule import Finding
from tensortidy.source import Source

RULES = load().rules
OPENED = 'import torch\nlog = open("log.csv")\n'


def findings(text: str) -> tuple[Finding, ...]:
    return analyze(Source(text), RULES).findings


def fixed(text: str) -> str:
    return fix_all(Source(text), lambda source: analyze(source, RULES), unsafe=True).text


@pytest.mark.parametrize("border", ["# %%\n", "# %% [markdown]\n# text\n# %%\n", "#%%\n"])
def test_no_border_is_moved_into_a_block(border: str) -> None:
    whole = fixed(OPENED + "print(log.read())\n")
    assert "with open" in whole, "without a border it is"
    [found] = findings(f"{OPENED}{border}print(log.read())\n")
    assert found.rule == "unclosed-resource"
    assert found.fix is None


def test_each_cell_of_a_file_is_fixed_by_itself() -> None:
    text = fixed(f"# %%\n{OPENED}print(log.read())\n# %%\nx = 1\n")
    assert text == '# %%\nimport torch\nwith open("log.csv") as log:\n    print(log.read())\n# %%\nx = 1\n'


def test_what_is_imported_stands_below_the_first_magic() -> None:
    cells = "%%time\n# first", "from keras import Sequential, layers", (
        "for units in (8, 16, 32, 64):\n    model = Sequential([layers.Dense(units)])\n    print(model.count_params())"
    )  # fmt: skip
    found = read_notebook(notebook(*cells))
    first, second, third = found.rewritten(fixed(found.text))
    assert first == cells[0]
    assert second == "from keras import Sequential, layers\nimport keras"
    assert "    keras.utils.clear_session()\n" in third


def test_in_a_notebook_a_semicolon_keeps_a_value_out_of_the_cache() -> None:
    cells = "import torch\nx = torch.randn(4000, 1000)\nx  # all", "y = x"
    found = read_notebook(notebook(*cells))
    assert found.rewritten(fixed(found.text)) == [cells[0].replace("x  #", "x;  #"), "y = x"]
    percent = "# %%\n" + "\n# %%\n".join(cells) + "\n"
    assert fixed(percent) == percent.replace("x  #", "print(x)  #"), "where formatters would strip it"
