"""Notebooks on the command line: found, checked cell by cell, and left as they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.samples import LEAK, Run
from notebooks import notebook

MODEL = "def train(model, optimizer, batches):\n    for x in batches:\n        loss = model(x).sum()\n"
STEP = "        loss.backward(retain_graph=True)\n        optimizer.step()"


def test_notebooks_in_folders_are_checked(folder: Path, run: Run) -> None:
    (folder / "leak.ipynb").write_text(notebook(("markdown", "# Log"), "%matplotlib inline\nimport torch\n", LEAK))
    (folder / "deep").mkdir()
    (folder / "deep" / "fine.ipynb").write_text(notebook("import torch"))
    result = run("check")
    assert result.exit_code == 1
    assert "leak.ipynb:cell 3:3:7 warning unclosed-resource" in result.stdout
    assert '\n    3 | log = open("log.csv", "w")\n' in result.stdout
    assert result.stdout.endswith("1 smell in 2 files. `tensortidy fix` mends 1 of them.\n")


def test_related_places_are_told_by_cell(folder: Path, run: Run) -> None:
    (folder / "train.ipynb").write_text(notebook("import torch", MODEL + STEP))
    result = run("check", "train.ipynb")
    assert "train.ipynb:cell 2:4:23 " in result.stdout
    assert "     = cell 2, line 2: the loop that repeats it\n" in result.stdout


def test_the_json_tells_the_cell_of_every_place(folder: Path, run: Run) -> None:
    (folder / "train.ipynb").write_text(notebook(("markdown", "text"), "import torch", MODEL + STEP))
    [finding] = json.loads(run("check", "--output-format", "json").stdout)["findings"]
    assert [finding[key] for key in ("path", "cell", "line", "column", "end_line")] == ["train.ipynb", 3, 4, 23, 4]
    assert [(place["cell"], place["line"]) for place in finding["related"]] == [(3, 2)]
    assert [(edit["cell"], edit["line"], edit["end_line"]) for edit in finding["fix"]["edits"]] == [(3, 4, 4)]


def test_names_of_one_cell_are_known_in_the_next(folder: Path, run: Run) -> None:
    cells = ("from torch import nn", "net = nn.Linear(2, 2)\nnet", "x = (", "!nvidia-smi\ndel net")
    (folder / "a.ipynb").write_text(notebook(*cells))
    result = run("check", "a.ipynb")
    assert result.stdout.startswith("a.ipynb:cell 4:2:5 hint unreleased-shell-references")
    assert "     = cell 2, line 2: displayed here\n" in result.stdout


def test_a_comment_ignores_a_finding(folder: Path, run: Run) -> None:
    ignored = LEAK.replace('"w")', '"w")  # tensortidy: ignore[unclosed-resource]')
    (folder / "a.ipynb").write_text(notebook("import torch", ignored))
    assert run("check").exit_code == 0


def test_what_is_no_notebook_is_told(folder: Path, run: Run) -> None:
    (folder / "a.ipynb").write_text('{\n "cells": [}')
    (folder / "b.ipynb").write_bytes(b'{\n"\xff": 1}')
    (folder / "c.ipynb").write_text("{}")
    result = run("check")
    assert result.exit_code == 2
    told = "is no notebook: JSON is expected, and in line 2, column 12 there is none (Expecting value)"
    assert result.stderr.splitlines() == [
        f"error a.ipynb {told}",
        "error b.ipynb is not UTF-8 in line 2, and notebooks are",
        "error c.ipynb is no notebook: an object with a number `nbformat` is expected",
    ]


def test_a_crash_is_told_by_cell(folder: Path, run: Run, crashing_rule: None) -> None:
    (folder / "a.ipynb").write_text(notebook("import torch", "x = 1\ntorch.ones(3)"))
    assert "crashed at a.ipynb:cell 2:2;" in run("check").stderr
    [crash] = json.loads(run("check", "--output-format", "json").stdout)["crashes"]
    assert (crash["cell"], crash["line"]) == (2, 2)


def test_a_notebook_on_standard_input(run: Run) -> None:
    result = run("check", "-", "--stdin-filename", "a.ipynb", input=notebook(LEAK))
    assert result.stdout.startswith("a.ipynb:cell 1:3:7 ")


def test_answers_on_notebooks_are_kept(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.ipynb").write_text(notebook("import torch", LEAK))
    first = run("check")
    monkeypatch.setattr("tensortidy.project.Project.analyze", None)  # nothing is analysed any more
    assert run("check").stdout == first.stdout


def test_fixes_are_written_back_and_nothing_else_is(folder: Path, run: Run) -> None:
    text = notebook(("markdown", "# Ü"), "%time import torch\n", MODEL + STEP)
    (folder / "a.ipynb").write_text(text, encoding="utf-8")
    assert run("check").stdout.endswith("1 smell in 1 file. `tensortidy fix` mends 1 of them.\n")
    result = run("fix", "--diff", ".")
    assert result.stdout.startswith("--- a.ipynb\n+++ a.ipynb\n")
    before, after = (f'    "        loss.backward({option})\\n",\n' for option in ("retain_graph=True", ""))
    assert f"\n-{before}+{after}" in result.stdout
    assert (folder / "a.ipynb").read_text(encoding="utf-8") == text
    result = run("fix", ".")
    assert (result.exit_code, result.stderr) == (0, "")
    assert (folder / "a.ipynb").read_text(encoding="utf-8") == text.replace("retain_graph=True", "")


def test_a_byte_order_mark_is_kept(folder: Path, run: Run) -> None:
    text = "\ufeff" + notebook("import torch", MODEL + STEP)
    (folder / "a.ipynb").write_text(text, encoding="utf-8")
    run("fix", ".")
    assert (folder / "a.ipynb").read_text(encoding="utf-8") == text.replace("retain_graph=True", "")


def test_a_cell_of_a_shell_is_checked_and_fixed(folder: Path, run: Run) -> None:
    cell = "%%bash\n\nexport CUDA_HOME=/opt/cuda-11.8\nexport PATH=/opt/cuda-11.2/bin:$PATH\n"
    text = notebook("x = 1", cell)
    (folder / "a.ipynb").write_text(text)
    result = run("check")
    assert result.stdout.startswith("a.ipynb:cell 2:4:13 hint library-path-mismatch")
    assert "\n    4 | export PATH=/opt/cuda-11.2/bin:$PATH\n" in result.stdout
    run("fix", "--unsafe", ".")
    assert (folder / "a.ipynb").read_text() == text.replace("/opt/cuda-11.2/", "$CUDA_HOME/")


def test_a_comment_in_a_cell_of_a_shell_covers_the_line_below(folder: Path, run: Run) -> None:
    path = "# tensortidy: ignore[library-path-mismatch] ours\nexport PATH=/opt/cuda-11.2/bin:$PATH"
    (folder / "a.ipynb").write_text(notebook("%%bash\nexport CUDA_HOME=/opt/cuda-11.8\n" + path))
    assert run("check").exit_code == 0


STEPS = (
    "import torch\n%time net = torch.nn.Linear(2, 2)",
    "def f(m, x):\n    return m(x)",
    "with torch.no_grad():\n    f(net, 1)",
)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("cell 2:2", ["a.ipynb:cell 2:2", ">    2 | %time net = torch.nn.Linear(2, 2)", "`net` module"]),
        ("cell 3:2:5", ["a.ipynb:cell 3:2", "gradients off: so they are wherever `f` is called (cell 4, line 2)"]),
        ("cell 3:2", ["function `f`, cell 3, line 1", "called cell 4, line 2: f(net, 1)"]),
        ("cell 4:2", ["gradients off: `with torch.no_grad()` (cell 4, line 1)"]),
    ],
)
def test_a_line_of_a_cell_is_explained(folder: Path, run: Run, place: str, told: list[str]) -> None:
    (folder / "a.ipynb").write_text(notebook(("markdown", "text"), *STEPS))
    result = run("explain", f"a.ipynb:{place}")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [item for item in told if " ".join(item.split()) not in lines] == []


def test_the_json_of_an_explanation_tells_cells(folder: Path, run: Run) -> None:
    (folder / "a.ipynb").write_text(notebook(("markdown", "text"), *STEPS))
    told = json.loads(run("explain", "--output-format", "json", "a.ipynb:cell 3:2").stdout)
    assert (told["cell"], told["line"], told["code"]) == (3, 2, "    return m(x)")
    caller = {"cell": 4, "line": 2, "code": "f(net, 1)"}
    assert told["function"] == {"cell": 3, "line": 1, "name": "f", "callers": [caller]}
    told = json.loads(run("explain", "--output-format", "json", "a.ipynb:cell 2:2").stdout)
    assert (told["line"], told["code"]) == (2, "%time net = torch.nn.Linear(2, 2)")


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("a.ipynb:3", 'a.ipynb is a notebook: name the cell, too, as in "a.ipynb:cell 2:3"'),
        ("a.ipynb:cell 1:1", "a.ipynb has no cell 1 of Python"),
        ("a.ipynb:cell 9:1", "a.ipynb has no cell 9 of Python"),
        ("a.ipynb:cell 2:3", "a.ipynb has 2 lines in cell 2, and no line 3"),
        ("b.py:cell 1:1", "b.py is no notebook, and has no cells"),
    ],
)
def test_places_that_notebooks_do_not_have(folder: Path, run: Run, place: str, error: str) -> None:
    (folder / "a.ipynb").write_text(notebook(("markdown", "text"), *STEPS))
    (folder / "b.py").write_text("x = 1\n")
    result = run("explain", place)
    assert (result.exit_code, result.stderr) == (2, f"error {error}\n")


SHOWN = ("import torch\nx = torch.randn(2048, 1024)", "x", "del x")


def test_a_del_that_frees_nothing_becomes_a_magic(folder: Path, run: Run) -> None:
    text = notebook(*SHOWN)
    (folder / "a.ipynb").write_text(text)
    assert "fix: Delete it with `%xdel x` (unsafe: " in run("check").stdout
    run("fix", "--unsafe", ".")
    assert (folder / "a.ipynb").read_text() == text.replace("del x", "%xdel x")
    assert run("check").exit_code == 0


@pytest.mark.parametrize("last", ["del x  # too large", "z = 1\ndel x, z", "y = x\ndel x"])
def test_a_del_stays_where_the_magic_would_do_something_else(folder: Path, run: Run, last: str) -> None:
    text = notebook(*SHOWN[:2], last)
    (folder / "a.ipynb").write_text(text)
    run("fix", "--unsafe", ".")
    assert (folder / "a.ipynb").read_text() == text.replace('"x"', '"x;"')


def test_an_output_that_is_called_underscore(folder: Path, run: Run) -> None:
    text = notebook("import torch\nnet = torch.nn.Linear(1024, 9)", "_ = net(torch.randn(256, 1024))  # a try")
    (folder / "a.ipynb").write_text(text)
    assert run("check").stdout.startswith("a.ipynb:cell 2:1:1 hint unreleased-shell-references")
    run("fix", "--unsafe", ".")
    assert (folder / "a.ipynb").read_text() == text.replace("_ = ", "").replace("))  #", "));  #")


def test_a_list_moves_into_the_cell_that_fills_it(folder: Path, run: Run) -> None:
    start = "import torch\nnet = torch.nn.Linear(1024, 9)\noutputs = []"
    fill = "for x in [torch.randn(256, 1024)] * 9:\n    outputs.append(net(x).detach())"
    text = notebook(start, fill)
    (folder / "a.ipynb").write_text(text)
    run("fix", "--unsafe", ".")
    assert (folder / "a.ipynb").read_text() == notebook(start.replace("\noutputs = []", ""), f"outputs = []\n{fill}")


# ---------------------------------------------------------------- variables


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["%env LD_LIBRARY_PATH=/opt/lib"], [(2, 1, 30)]),
        (["%set_env LD_LIBRARY_PATH /opt/lib"], [(2, 1, 34)]),
        (["%env CUDA_HOME=/opt/cuda-11.8", "%env PATH=/opt/cuda-11.2/bin"], [(3, 11, 25)]),
        (["!export CUDA_VISIBLE_DEVICES=1"], [(2, 1, 31)]),
        (["if x:\n    ! export LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH"], [(2, 5, 55)]),
        (["%env LD_LIBRARY_PATH=/opt/lib", "!python train.py"], []),
        (["%env LD_LIBRARY_PATH=/opt/lib", "%%bash\npython train.py"], []),
        (["%env LD_LIBRARY_PATH=/opt/lib", "!pip install flash-attn"], [(2, 1, 30)]),
        (["%env LD_LIBRARY_PATH", "%env", "%env CUDA_VISIBLE_DEVICES=1"], []),
        (["!export CUDA_VISIBLE_DEVICES=1; python train.py", "!export NAME=1", "# %env LD_LIBRARY_PATH=/opt"], []),
    ],
)
def test_variables_that_magics_set(folder: Path, run: Run, cells: list[str], found: list[tuple[int, int, int]]) -> None:
    (folder / "a.ipynb").write_text(notebook("import torch\nx = 1", *cells))
    findings = json.loads(run("check", "--output-format", "json").stdout)["findings"]
    assert [(item["cell"], item["column"], item["end_column"]) for item in findings] == found
    assert {item["rule"] for item in findings} <= {"library-path-mismatch"}


def test_an_export_becomes_a_magic(folder: Path, run: Run) -> None:
    text = notebook("import torch", "!export CUDA_VISIBLE_DEVICES=1", "!export PATH=/opt/cuda/bin:$PATH")
    (folder / "a.ipynb").write_text(text)
    run("fix", "--unsafe", ".")
    assert (folder / "a.ipynb").read_text() == text.replace("!export CUDA_V", "%env CUDA_V")


def test_functions_of_modules_are_known_in_notebooks(folder: Path, run: Run) -> None:
    (folder / "nets.py").write_text("from torch import nn\n\n\nclass Net(nn.Module):\n    pass\n")
    (folder / "a.ipynb").write_text(notebook("import torch\nfrom nets import Net", "net = Net()\nnet", "del net"))
    assert run("check").stdout.startswith("a.ipynb:cell 3:1:5 hint unreleased-shell-references")
