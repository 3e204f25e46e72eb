"""What the command line knows of other files: those that a file imports, and those that call it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import Result

from cli.samples import Run
from projects import CALLS_COLLECT, COLLECT, NET, USES_NET

KEPT = "unreleased-tensor-references"


def places(result: Result) -> list[str]:
    """Where something is found: ``train.py:10``."""
    return [":".join(line.split(":")[:2]) for line in result.stdout.splitlines() if KEPT in line]


def test_imports_are_read_although_they_are_not_checked(folder: Path, run: Run) -> None:
    (folder / "models.py").write_text(NET)
    (folder / "train.py").write_text(USES_NET)
    assert places(run("check", "train.py")) == ["train.py:10"]
    (folder / "models.py").unlink()
    assert places(run("check", "train.py")) == []


def test_a_path_through_other_folders_makes_no_difference(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "models.py").write_text(NET)
    (folder / "train.py").write_text(USES_NET)
    (folder / "here").mkdir()
    monkeypatch.chdir(folder / "here")
    assert places(run("check", os.path.join("..", "train.py"))) == [os.path.join("..", "train.py:10")]


def test_callers_count_where_they_are_checked_too(folder: Path, run: Run) -> None:
    (folder / "collect.py").write_text(COLLECT)
    (folder / "main.py").write_text(CALLS_COLLECT)
    assert places(run("check", "collect.py")) == ["collect.py:7"]
    assert places(run("check", "collect.py", "main.py")) == []
    assert places(run("check")) == []


def test_standard_input_imports_from_the_folder_that_it_stands_in(folder: Path, run: Run) -> None:
    (folder / "src").mkdir()
    (folder / "src" / "models.py").write_text(NET)
    name = os.path.join("src", "train.py")
    assert places(run("check", "-", "--stdin-filename", name, input=USES_NET)) == [f"{name}:10"]


def test_files_that_import_standard_input_see_what_was_given(folder: Path, run: Run) -> None:
    (folder / "train.py").write_text("import torch\n")
    (folder / "models.py").write_text(
        f"import torch\nfrom train import Base\n\n\n{NET.replace('torch.nn.Module', 'Base')}"
    )
    given = USES_NET.replace("from models", "\n\nclass Base(torch.nn.Module):\n    pass\n\n\nfrom models")
    assert places(run("check", "-", "--stdin-filename", "train.py", input=given)) == ["train.py:16"]


def test_what_only_shows_with_other_files_is_fixed(folder: Path, run: Run) -> None:
    (folder / "models.py").write_text(NET)
    (folder / "train.py").write_text(USES_NET)
    assert run("fix", "--unsafe", "train.py").exit_code == 0
    assert "kept.append(out.mean().detach())" in (folder / "train.py").read_text()
