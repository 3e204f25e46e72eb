"""``tensortidy explain``: what is believed of a line, for people and for programs, and what cannot be explained."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cli.samples import CLEAN, LEAK, Run
from tensortidy.beliefs import FATES, GROWTHS, OWNERS
from tensortidy.semantics import Destination
from tensortidy.semantics.accumulation import Growth
from tensortidy.semantics.owners import Owner

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")

PROGRAM = """\
import torch
from torch.nn import functional as F


class Net(torch.nn.Module):
    def forward(self, x):
        return x + 1


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    scores = []
    for x, y in loader:
        score = F.mse_loss(model(x), y)
        scores.append(score)
    return scores


def half(x):
    x.div_(2)
    return x


def main(*given):
    print(evaluate(*given))
    with torch.no_grad():
        print(half(
            torch.ones(3),
        ))


main(Net(), [])
"""


def line_of(code: str) -> int:
    """The line, from 1, on which some code of the program begins."""
    return next(number for number, line in enumerate(PROGRAM.splitlines(), start=1) if code in line)


@pytest.fixture
def explained(folder: Path, run: Run) -> Any:
    """What is printed for a line of the program."""
    (folder / "a.py").write_text(PROGRAM)

    def ask(code: str, *options: str) -> str:
        result = run("explain", f"a.py:{line_of(code)}", *options)
        assert (result.exit_code, result.stderr) == (0, "")
        return str(result.stdout)

    return ask


def without_padding(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


# ---------------------------------------------------------------- what is believed


def test_the_line_stands_among_its_neighbours(explained: Any) -> None:
    assert explained("score = F.mse_loss").splitlines()[:7] == [
        "a.py:15",
        "",
        "    13 |     scores = []",
        "    14 |     for x, y in loader:",
        ">   15 |         score = F.mse_loss(model(x), y)",
        "    16 |         scores.append(score)",
        "    17 |     return scores",
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("score = F.mse_loss", "`score` detached tensor"),
        ("score = F.mse_loss", "`score` is put into a container"),
        ("score = F.mse_loss", "assumes: `model` is a torch.nn.Module, since `model.eval()` is called"),
        ("score = F.mse_loss", "gradients off: `@torch.no_grad()` (line 10)"),
        ("score = F.mse_loss", "phase evaluation"),
        ("score = F.mse_loss", "loop line 14, over `loader`"),
        ("score = F.mse_loss", "function `evaluate`, line 11"),
        ("score = F.mse_loss", "called line 26: print(evaluate(*given))"),
        ("scores.append", "`scores` grows with each iteration"),
        ("@torch.no_grad", "`torch.no_grad()` switches gradients off"),
        ("x.div_", "gradients off: so they are wherever `half` is called (line 28)"),
        ("print(half(", "gradients off: `with torch.no_grad()` (line 27)"),
        ("torch.ones(3)", "`torch.ones(3)` detached tensor"),
        ("def half", "returns parameter x"),
        ("def half", "does mutates x"),
        ("def forward", "does nothing that its callers notice"),
        ("def half", "inside gradients off: so they are wherever `half` is called (line 28)"),
        ("class Net", "instances module: it derives from `torch.nn.Module`"),
        ("class Net", "`torch.nn.Module` is `torch.nn.Module`"),
        ("main(Net(), [])", "`Net()` module"),
        ("def main", "called line 33: main(Net(), [])"),
    ],
)
def test_a_line_is_explained_in_words(explained: Any, code: str, expected: str) -> None:
    assert expected in without_padding(explained(code))


def test_the_owner_of_a_handle_is_told_and_what_check_reports(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK)
    text = run("explain", "a.py:3").stdout
    assert "`log` is never closed" in text
    assert "warning unclosed-resource\n    The file `log` is opened here and never closed" in text
    assert "fix: Open `log` in a `with` statement" in text


def test_where_no_rule_looks_it_says_why(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text("x = 1\n")
    assert "none: the file imports neither PyTorch nor TensorFlow nor Keras" in run("explain", "a.py:1").stdout
    (folder / "a.py").write_text(CLEAN)
    (folder / "pyproject.toml").write_text('[tool.tensortidy]\nexclude = ["a.py"]\n')
    assert "none: the configuration leaves this file out" in run("explain", "a.py:3").stdout
    assert "  none\n" in run("explain", "a.py:3", "--isolated").stdout


def test_names_of_other_files_are_looked_up_there(folder: Path, run: Run) -> None:
    (folder / "nets.py").write_text("import torch\n\n\nclass Net(torch.nn.Module):\n    pass\n")
    (folder / "a.py").write_text("from nets import Net\n\nnet = Net()\n")
    assert "`net` module" in without_padding(run("explain", "a.py:3").stdout)


def test_callers_in_other_files_count(folder: Path, run: Run) -> None:
    (folder / "steps.py").write_text("def step(model, x):\n    return model(x)\n")
    called = "with torch.no_grad():\n    step(torch.nn.Linear(1, 1), torch.ones(1))\n"
    (folder / "main.py").write_text(f"import torch\nfrom steps import step\n\n{called}")
    told = without_padding(run("explain", "steps.py:2").stdout)
    assert "gradients off: so they are wherever `step` is called (other files)" in told
    assert "called nowhere in this file" in told


@pytest.mark.parametrize(
    ("text", "line"),
    [("x = 1\n\ny = 2\n", 2), ("# why\n", 1), ("if x:\n    y\nelse:\n    z\n", 3), ("f(\n    x,\n)\n", 3)],
)
def test_lines_without_code_of_their_own(folder: Path, run: Run, text: str, line: int) -> None:
    (folder / "a.py").write_text(text)
    result = run("explain", f"a.py:{line}")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "No code begins on this line." in result.stdout


def test_a_place_may_have_a_column(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(CLEAN)
    assert run("explain", "a.py:3:5").stdout == run("explain", "a.py:3").stdout


def test_source_cannot_steer_the_terminal(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text("name = f('\x1b[31m')\n")
    assert "\x1b" not in run("explain", "a.py:1").stdout


def test_everything_that_can_be_believed_has_words() -> None:
    assert set(FATES) == {item.value for item in Destination}
    assert set(OWNERS) == {item.value for item in Owner}
    assert set(GROWTHS) == {item.value for item in Growth}


# ---------------------------------------------------------------- JSON


def test_the_json_has_exactly_these_keys(explained: Any) -> None:
    document = json.loads(explained("score = F.mse_loss", "--output-format", "json"))
    assert list(document) == [
        "version", "path", "cell", "line", "code", "values", "beliefs", "loop", "function", "findings",
    ]  # fmt: skip
    assert (document["path"], document["line"]) == ("a.py", 15)
    assert document["code"] == "        score = F.mse_loss(model(x), y)"
    assert document["values"][0] == {"subject": "score", "answer": "detached tensor"} | document["values"][0]
    grad = {"subject": "grad", "answer": "off", "assumptions": [], "reason": "`@torch.no_grad()` (line 10)"}
    assert grad in document["beliefs"]
    over = {"subject": "loader", "answer": "unknown", "assumptions": [], "reason": ""}
    assert document["loop"] == {"line": 14, "over": over, "is_while": False}
    caller = {"line": 26, "code": "print(evaluate(*given))"}
    assert document["function"] == {"name": "evaluate", "line": 11, "callers": [caller]}


def test_outside_of_functions_and_loops_there_is_none(explained: Any) -> None:
    document = json.loads(explained("main(Net(), [])", "--output-format", "json"))
    assert (document["loop"], document["function"], document["findings"]) == (None, None, [])


def test_findings_are_those_of_check(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK)
    checked = json.loads(run("check", "--output-format", "json").stdout)
    document = json.loads(run("explain", "a.py:3", "--output-format", "json").stdout)
    assert document["findings"] == checked["findings"]


# ---------------------------------------------------------------- what cannot be explained


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("gone.py:3", "error gone.py does not exist"),
        ("a.py:0", "error a.py has 3 lines, and no line 0"),
        ("a.py:4", "error a.py has 3 lines, and no line 4"),
        ("a.py", "the line is missing; give a place like `train.py:12`"),
        ("a.py:three", "`three` is not a line number; give a place like `train.py:12`"),
        ("C:\\code\\a.py", "the line is missing"),
    ],
)
def test_what_is_no_line_is_told(folder: Path, run: Run, place: str, expected: str) -> None:
    (folder / "a.py").write_text(CLEAN)
    result = run("explain", place)
    assert (result.exit_code, result.stdout) == (2, "")
    assert expected in result.stderr


BROKEN = "import torch\n\ndef f():\n    x = g(\n    y = 2\n    return y\n\n\ndef sound():\n    pass\n"


def test_a_line_of_broken_code_is_told(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(BROKEN)
    result = run("explain", "a.py:4")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error a.py has broken syntax, so that line 4 cannot be explained: " in result.stderr


def test_beside_broken_code_what_is_understood_is_told(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(BROKEN)
    result = run("explain", "a.py:6")
    assert result.exit_code == 2
    assert "error a.py has broken syntax near line 6, so that what is said of it may be wrong: " in result.stderr
    assert "function   `f`, line 3" in result.stdout
    assert run("explain", "a.py:10").exit_code == 0


def test_a_broken_configuration_is_told(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(CLEAN)
    (folder / "pyproject.toml").write_text("[tool.tensortidy]\nslect = []\n")
    result = run("explain", "a.py:3")
    assert result.exit_code == 2
    assert "configuration pyproject.toml:2: unknown key `slect`" in result.stderr


# ---------------------------------------------------------------- the documentation


def test_the_documented_explanation_is_what_is_printed(folder: Path, run: Run) -> None:
    program = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    shown = re.search(r"```console\n\$ tensortidy (explain train\.py:\d+)\n(.*?)```", PAGE, re.DOTALL)
    assert program is not None
    assert shown is not None
    (folder / "train.py").write_text(program.group(1))
    assert run(*shown.group(1).split()).stdout == shown.group(2)
