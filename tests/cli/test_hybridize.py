"""``tensortidy hybridize``: what it decides, what it changes, and what it says."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest

from cli.samples import Run
from notebooks import notebook
from tensortidy import files
from tensortidy.semantics.hybridization import Failure

EAGER = """\
import tensorflow as tf


def double(x):  # twice
    return x * 2


double(tf.constant(1.0))
"""
HYBRID = EAGER.replace("def double", "@tf.function\ndef double")
WELL = HYBRID.replace("double", "triple")
KEYS = [
    "path", "function", "line", "parameters", "hybrid", "tensor_parameter", "literal_parameter", "side_effects",
    "recursive", "precondition", "refactoring", "transformations", "failures", "warnings", "assumptions",
]  # fmt: skip


@pytest.fixture
def program(folder: Path) -> Path:
    """A program with a function that could be a graph function."""
    (folder / "a.py").write_text(EAGER)
    return folder / "a.py"


def test_tables_count_functions_and_tell_why_others_stay(program: Path, run: Run) -> None:
    (program.parent / "b.py").write_text(WELL)
    result = run("hybridize", ".")
    assert result.exit_code == 0
    header, row = (line.split() for line in result.stdout.splitlines()[2:4])
    assert header == ["subject", "KLOC", "functions", "refactorable", "P1", "P2", "P3", "P4", "P6", "seconds"]
    assert row[1:-1] == ["0.02", "2", "1", "1", "0", "0", "0", "0"]
    assert [line.split() for line in result.stdout.splitlines() if line.startswith("has-")] == [
        ["has-no-primitive-parameters", "P3", "1"]
    ]
    assert program.read_text() == EAGER


def test_several_paths_are_told_apart_and_added_up(folder: Path, run: Run) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
        (folder / name / "a.py").write_text(EAGER)
    rows = [line.split()[:4] for line in run("hybridize", "one", "two").stdout.splitlines()[3:6]]
    assert rows == [["one", "0.01", "1", "1"], ["two", "0.01", "1", "1"], ["Total", "0.02", "2", "2"]]


def test_the_json_has_the_keys_that_are_promised(program: Path, run: Run) -> None:
    program.write_text(
        "class Net:\n    def step(self, x: int):\n        def inner(y): return y\n        return inner(x)\n"
    )
    found = json.loads(run("hybridize", "--output-format", "json", "a.py").stdout)
    assert [list(item) for item in found] == [KEYS] * 2
    assert [item["function"] for item in found] == ["Net.step", "Net.step.inner"]
    assert found[0]["parameters"] == ["self", "x"]
    assert found[0]["tensor_parameter"] is None
    assert found[0]["refactoring"] == "convert-eager-function-to-hybrid"


def test_a_difference_is_shown_and_nothing_written(program: Path, run: Run) -> None:
    result = run("hybridize", "--diff", "a.py")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:6] == [
        "--- a.py", "+++ a.py", "@@ -1,6 +1,7 @@", " import tensorflow as tf", " ", " ",
    ]  # fmt: skip
    assert "\n+@tf.function\n def double(x):  # twice\n" in result.stdout
    assert program.read_text() == EAGER


def test_nothing_to_change_is_no_difference(program: Path, run: Run) -> None:
    program.write_text(WELL)
    result = run("hybridize", "--diff", "a.py")
    assert (result.exit_code, result.stdout) == (0, "")


def test_changes_are_made_and_told(program: Path, run: Run) -> None:
    result = run("hybridize", "--apply", ".")
    assert result.exit_code == 0
    assert result.stdout == "a.py\n  line 4: double becomes a graph function (P1)\n1 function changed in 1 file.\n"
    assert program.read_text() == HYBRID
    assert run("hybridize", "--apply", ".").stdout == "0 functions changed in 0 files.\n"


def test_changes_beside_json_are_told_on_standard_error(program: Path, run: Run) -> None:
    result = run("hybridize", "--apply", "--output-format", "json", "a.py")
    assert [item["precondition"] for item in json.loads(result.stdout)] == ["P1"]
    assert result.stderr.endswith("1 function changed in 1 file.\n")
    assert program.read_text() == HYBRID


def test_line_endings_and_encodings_stay(program: Path, run: Run) -> None:
    text = EAGER.replace("# twice", "# déjà vu").replace("\n", "\r\n")
    program.write_bytes(f"# coding: latin-1\r\n{text}".encode("latin-1"))
    run("hybridize", "--apply", "a.py")
    changed = text.replace("def double", "@tf.function\r\ndef double")
    assert program.read_bytes() == f"# coding: latin-1\r\n{changed}".encode("latin-1")


def test_a_file_that_cannot_be_written_stays_and_others_are_changed(
    program: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program.parent / "b.py").write_text(EAGER)
    write = files.write

    def fails_for_a(file: files.SourceFile, text: str) -> None:
        if file.path.name == "a.py":
            raise files.FileError(file.path, "cannot be written: no space left")
        write(file, text)

    monkeypatch.setattr(files, "write", fails_for_a)
    result = run("hybridize", "--apply", ".")
    assert result.exit_code == 2
    assert "error a.py cannot be written: no space left" in result.stderr
    assert result.stdout.endswith("1 function changed in 1 file.\n")
    assert (program.read_text(), (program.parent / "b.py").read_text()) == (EAGER, HYBRID)


def test_modes_of_files_stay(program: Path, run: Run) -> None:
    program.chmod(0o750)
    run("hybridize", "--apply", "a.py")
    assert stat.S_IMODE(program.stat().st_mode) == 0o750


def test_files_of_one_program_are_decided_together(folder: Path, run: Run) -> None:
    (folder / "ops.py").write_text("import tensorflow as tf\n\n\ndef double(x):\n    return x * 2\n")
    (folder / "main.py").write_text("import tensorflow as tf\n\nimport ops\n\nops.double(tf.constant(1.0))\n")
    [found] = json.loads(run("hybridize", "--output-format", "json", "main.py", "ops.py").stdout)
    assert (found["function"], found["precondition"], found["assumptions"]) == ("double", "P1", [])


def test_options_change_what_is_decided(folder: Path, run: Run) -> None:
    text = "import tensorflow as tf\n\n\ndef double(x: tf.Tensor, y=None):\n    return x * 2\n"
    (folder / "test_a.py").write_text(f"{text}\n\ndef test_double():\n    double(tf.ones([2]), True)\n")

    def double(*options: str) -> tuple[object, object, object]:
        found = json.loads(run("hybridize", "--output-format", "json", *options, ".").stdout)[0]
        return found["tensor_parameter"], found["literal_parameter"], found["precondition"]

    assert double() == (True, False, "P1")
    assert double("--literal-booleans") == (True, True, None)
    assert double("--no-test-entry-points", "--no-speculative") == (True, None, None)
    assert double("--no-test-entry-points", "--no-speculative", "--no-follow-type-hints") == (None, None, None)


def test_input_signatures_are_added_where_asked_for(program: Path, run: Run) -> None:
    run("hybridize", "--apply", "--infer-input-signatures", "a.py")
    signature = "input_signature=[tf.TensorSpec(shape=[], dtype=tf.float32)]"
    assert program.read_text() == EAGER.replace("def double", f"@tf.function({signature})\ndef double")


def test_notebooks_are_read_and_written_directly(folder: Path, run: Run) -> None:
    first, rest = "%matplotlib inline\nimport tensorflow as tf\n", EAGER.partition("\n\n\n")[2]
    (folder / "a.ipynb").write_text(notebook(("markdown", "# Notes"), first, rest))
    [found] = json.loads(run("hybridize", "--output-format", "json", ".").stdout)
    assert (found["path"], found["cell"], found["line"]) == ("a.ipynb", 3, 1)
    assert '+    "@tf.function\\n",' in run("hybridize", "--diff", ".").stdout
    result = run("hybridize", "--apply", ".")
    assert "  cell 3, line 1: double becomes a graph function (P1)\n" in result.stdout
    changed = rest.replace("def double", "@tf.function\ndef double")
    assert json.loads((folder / "a.ipynb").read_text()) == json.loads(notebook(("markdown", "# Notes"), first, changed))


def test_options_that_exclude_each_other_are_told(program: Path, run: Run) -> None:
    assert "--diff and --apply exclude each other" in run("hybridize", "--diff", "--apply", ".").stderr
    result = run("hybridize", "--diff", "--output-format", "json", ".")
    assert result.exit_code == 2
    assert "--diff prints a diff, and no JSON" in result.stderr


def test_what_cannot_be_read_is_told_and_others_are_decided(program: Path, run: Run) -> None:
    (program.parent / "b.py").write_bytes(b"\xff\xfe\x00")
    result = run("hybridize", "--output-format", "json", "a.py", "b.py", "gone.py")
    assert result.exit_code == 2
    assert len(json.loads(result.stdout)) == 1
    assert "error b.py is not UTF-8" in result.stderr
    assert "error gone.py does not exist" in result.stderr


def test_broken_programs_are_decided_as_far_as_they_go(program: Path, run: Run) -> None:
    program.write_text(f"{EAGER}\ndef broken(:\n    pass\n")
    run("hybridize", "--apply", "a.py")
    assert program.read_text() == f"{HYBRID}\ndef broken(:\n    pass\n"


def test_a_folder_without_python_is_told(folder: Path, run: Run) -> None:
    result = run("hybridize", ".")
    assert (result.exit_code, result.stdout) == (0, "No Python files found.\n")


def test_a_broken_configuration_is_told_and_its_files_left_alone(program: Path, run: Run) -> None:
    (program.parent / "pyproject.toml").write_text("[tool.tensortidy]\nselectt = []\n")
    result = run("hybridize", "--apply", ".")
    assert result.exit_code == 2
    assert "configuration pyproject.toml:2:" in result.stderr
    assert program.read_text() == EAGER


def test_what_is_excluded_is_left_alone(program: Path, run: Run) -> None:
    (program.parent / "pyproject.toml").write_text('[tool.tensortidy]\nexclude = ["a.py"]\n')
    assert run("hybridize", "--apply", ".").stdout == "No Python files found.\n0 functions changed in 0 files.\n"


def test_the_page_shows_what_is_so(folder: Path, run: Run) -> None:
    page = (Path(__file__).parents[2] / "docs" / "hybridization.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```(python|console|diff)\n(.*?)```", page, re.DOTALL))
    (folder / "train.py").write_text(blocks["python"])
    for kind in ("console", "diff"):
        command, _, shown = blocks[kind].partition("\n")
        found = run(*command.removeprefix("$ tensortidy ").split()).stdout
        assert re.sub(r" +\d+\.\d\d\n", "\n", found) == re.sub(r" +\d+\.\d\d\n", "\n", shown)


def test_the_page_tells_every_failure() -> None:
    page = (Path(__file__).parents[2] / "docs" / "hybridization.md").read_text(encoding="utf-8")
    assert [failure for failure in Failure if f"`{failure.value}`" not in page] == []
