"""Profiles, Dockerfiles and what else sets environment variables, on the command line."""

from __future__ import annotations

from pathlib import Path

from cli.samples import LEAK, Run
from environment.samples import NAMES, SAMPLES
from tensortidy.environment import Kind


def test_folders_are_searched_for_them_by_name(folder: Path, run: Run) -> None:
    for kind, text in SAMPLES.items():
        (folder / NAMES[kind]).write_text(text)
    (folder / "notes.txt").write_text(SAMPLES[Kind.SHELL])
    for _ in range(2):  # the second time from the cache
        result = run("check")
        assert result.exit_code == 1
        assert result.stdout.count("library-path-mismatch") == len(SAMPLES)
        assert f"{len(SAMPLES)} smells in {len(SAMPLES)} files." in result.stdout


def test_they_change_nothing_for_python_beside_them(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK)
    before = run("check").stdout
    (folder / "Dockerfile").write_text("import torch\n" + LEAK)
    assert run("check").stdout == before.replace("1 file", "2 files")


def test_fixes_are_unsafe_and_keep_what_is_around(folder: Path, run: Run) -> None:
    profile = folder / ".bashrc"
    before = "# caf\xe9\r\nexport CUDA_HOME=/c/cuda-11.8\r\nexport PATH=/c/cuda-11.2/bin:$PATH\r\n"
    profile.write_bytes(before.encode("latin-1"))
    assert run("fix", ".").exit_code == 0
    assert b"cuda-11.2" in profile.read_bytes()
    assert run("fix", "--unsafe", ".").exit_code == 0
    assert profile.read_bytes() == before.replace("/c/cuda-11.2", "$CUDA_HOME").encode("latin-1")


def test_standard_input_is_taken_for_what_its_name_says(folder: Path, run: Run) -> None:
    result = run("check", "-", "--stdin-filename", "Dockerfile", input=SAMPLES[Kind.DOCKERFILE])
    assert "library-path-mismatch" in result.stdout


def test_single_lines_of_them_are_not_explained(folder: Path, run: Run) -> None:
    (folder / "Dockerfile").write_text(SAMPLES[Kind.DOCKERFILE])
    result = run("explain", "Dockerfile:1")
    assert result.exit_code == 2
    assert "is no Python" in result.stderr


def test_they_can_be_excluded_and_rules_be_switched_off(folder: Path, run: Run) -> None:
    (folder / "Dockerfile").write_text(SAMPLES[Kind.DOCKERFILE])
    assert run("check", "--ignore", "library-path-mismatch").exit_code == 0
    (folder / "pyproject.toml").write_text('[tool.tensortidy]\nexclude = ["Dockerfile"]\n')
    assert "No Python files found" in run("check").stdout
