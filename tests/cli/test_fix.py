"""``tensortidy fix``: what it changes, what it leaves alone, and what it says."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.samples import CLEAN, LEAK, MENDED, Run
from tensortidy import files
from tensortidy.cli.progress import with_progress

UNSAFE = """\
import itertools

from torch.utils.data import DataLoader


def train(dataset, step):
    loader = DataLoader(dataset, batch_size=4, shuffle=True)
    batches = itertools.cycle(loader)
    for _ in range(100):
        step(next(batches))
"""


class Terminal(io.StringIO):
    """Standard error with a person looking."""

    def isatty(self) -> bool:
        return True


def test_safe_fixes_are_applied(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK)
    (folder / "b.py").write_text(CLEAN)
    result = run("fix", ".")
    assert (folder / "a.py").read_text() == MENDED
    assert (folder / "b.py").read_text() == CLEAN
    assert result.stdout == "a.py\n  1 × unclosed-resource\n1 smell fixed in 1 file.\n"
    assert result.exit_code == 0


def test_unsafe_fixes_are_applied_when_asked_for(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(UNSAFE)
    assert run("fix", "a.py").stdout == "0 smells fixed in 0 files.\n"
    assert (folder / "a.py").read_text() == UNSAFE
    run("fix", "--unsafe", "a.py")
    assert "itertools.cycle(loader)" not in (folder / "a.py").read_text()
    assert run("check").exit_code == 0


def test_overlapping_fixes_are_applied_one_after_another(folder: Path, run: Run) -> None:
    nested = 'import torch\n\na = open("a", "w")\nb = open("b", "w")\nb.write("x")\na.write("y")\n'
    (folder / "a.py").write_text(nested)
    run("fix", "a.py")
    assert (folder / "a.py").read_text() == (
        'import torch\n\nwith open("a", "w") as a:\n    with open("b", "w") as b:\n'
        '        b.write("x")\n    a.write("y")\n'
    )


def test_only_the_rules_selected_are_fixed(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK)
    run("fix", "--ignore", "unclosed-resource", "a.py")
    assert (folder / "a.py").read_text() == LEAK


def test_rules_that_the_configuration_leaves_out_are_not_fixed(folder: Path, run: Run) -> None:
    (folder / "pyproject.toml").write_text('[tool.tensortidy]\nunfixable = ["unclosed-resource"]\n')
    (folder / "a.py").write_text(LEAK)
    run("fix", "--unsafe", "a.py")
    assert (folder / "a.py").read_text() == LEAK


@pytest.mark.parametrize(
    ("encoding", "cookie"), [("utf-8", ""), ("utf-8-sig", ""), ("latin-1", "# coding: latin-1\r\n")]
)
def test_encoding_byte_order_mark_and_line_breaks_are_kept(folder: Path, run: Run, encoding: str, cookie: str) -> None:
    def raw(text: str) -> bytes:
        return (cookie + f"# café\r\n{text}".replace("\r\n", "\n").replace("\n", "\r\n")).encode(encoding)

    (folder / "a.py").write_bytes(raw(LEAK))
    run("fix", "a.py")
    assert (folder / "a.py").read_bytes() == raw(MENDED)


# ---------------------------------------------------------------- --diff


def test_diff_writes_nothing_and_exits_with_1(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK)
    result = run("fix", "--diff", "a.py")
    assert result.stdout == (
        "--- a.py\n+++ a.py\n@@ -1,4 +1,4 @@\n import torch\n \n"
        '-log = open("log.csv", "w")\n-log.write("step,loss")\n'
        '+with open("log.csv", "w") as log:\n+    log.write("step,loss")\n'
    )
    assert result.stderr == "1 smell can be fixed in 1 file.\n"
    assert result.exit_code == 1
    assert (folder / "a.py").read_text() == LEAK


def test_diff_exits_with_0_where_nothing_is_to_fix(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(CLEAN)
    result = run("fix", "--diff", "a.py")
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("text", [LEAK, LEAK.removesuffix("\n"), LEAK.replace("\n", "\r\n"), LEAK + "\f\nx = '\x1c'\n"])
def test_the_diff_can_be_applied(folder: Path, run: Run, text: str) -> None:
    (folder / "a.py").write_bytes(text.encode())
    diff = run("fix", "--diff", "a.py").stdout_bytes
    subprocess.run(["git", "apply", "-p0"], input=diff, cwd=folder, check=True)
    patched = (folder / "a.py").read_bytes()
    (folder / "a.py").write_bytes(text.encode())
    run("fix", "a.py")
    assert patched == (folder / "a.py").read_bytes()
    assert patched != text.encode()


# ---------------------------------------------------------------- what goes wrong


def test_what_cannot_be_read_exits_with_2_after_the_rest(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK)
    result = run("fix", "gone.py", "a.py")
    assert result.exit_code == 2
    assert "error gone.py does not exist" in result.stderr
    assert (folder / "a.py").read_text() == MENDED


def test_a_file_that_changes_meanwhile_is_left_alone(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "a.py"
    path.write_text(LEAK)
    real = files.write

    def write(file: files.SourceFile, text: str) -> None:
        path.write_text("someone = 'was faster'\n")
        real(file, text)

    monkeypatch.setattr(files, "write", write)
    result = run("fix", "a.py")
    assert result.exit_code == 2
    assert "a.py has changed on disk meanwhile and is left as it is" in result.stderr
    assert result.stdout == "0 smells fixed in 0 files.\n"
    assert path.read_text() == "someone = 'was faster'\n"


def test_under_a_broken_configuration_nothing_is_changed(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK)
    (folder / "pyproject.toml").write_text("[tool.tensortidy]\nignore = 3\n")
    result = run("fix", ".")
    assert result.exit_code == 2
    assert "configuration pyproject.toml:2: `ignore`: expected a list of strings, found 3" in result.stderr
    assert (folder / "a.py").read_text() == LEAK


def test_a_rule_that_crashes_does_not_hinder_the_others(folder: Path, run: Run, crashing_rule: None) -> None:
    (folder / "a.py").write_text(LEAK)
    result = run("fix", "a.py")
    assert result.exit_code == 2
    assert result.stderr.count("the rule `crashing` crashed at a.py:3") == 1
    assert (folder / "a.py").read_text() == MENDED


def test_paths_are_asked_for(run: Run) -> None:
    assert run("fix").exit_code == 2


# ---------------------------------------------------------------- progress


def test_a_bar_is_shown_to_a_person_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    paths = [Path(f"{number}.py") for number in range(4)]
    assert list(with_progress(paths, len(paths), "Fixing", patience=0)) == paths
    assert "Fixing" in terminal.getvalue()


def test_no_bar_is_shown_where_nobody_looks_or_waits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [Path(f"{number}.py") for number in range(4)]
    assert list(with_progress(paths, len(paths), "Fixing", patience=0)) == paths
    assert capsys.readouterr().err == ""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(with_progress(paths, len(paths), "Fixing", patience=3600)) == paths
    assert terminal.getvalue() == ""
