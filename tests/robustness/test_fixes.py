"""Fixes: what is fixed parses, stays fixed, and has no new findings; files are written as a whole or not at all.

``make robustness ARGS=fixes`` holds the same against real code.
"""

import errno
import os
from pathlib import Path

import pytest

from robustness import fixes
from robustness.corpus import TESTS
from tensortidy import files
from tensortidy.engine import analyze
from tensortidy.files import FileError
from tensortidy.fixer import fix_all
from tensortidy.registry import load
from tensortidy.source import Source

REGISTRY = load()
FIXTURES = sorted((TESTS / "fixtures").rglob("*.py"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_safe_fixes_hold_what_they_promise(path: Path) -> None:
    fixes.examine(path)


DEEP = "abcdefghijkl"


def test_fixes_inside_one_another_are_all_applied() -> None:
    opened = "".join(f'{name} = open("{name}", "w")\n' for name in DEEP)
    written = "".join(f'{name}.write("x")\n' for name in reversed(DEEP))
    result = fix_all(
        Source(f"import torch\n\n{opened}{written}"),
        lambda source: analyze(source, REGISTRY.rules, known_rules=REGISTRY.names),
    )
    assert [finding.rule for finding in result.applied] == ["unclosed-resource"] * 12
    assert [line.strip() for line in result.text.splitlines() if "with" in line] == [
        f'with open("{name}", "w") as {name}:' for name in DEEP
    ]


def test_all_that_is_unused_in_a_comment_goes_at_once_and_what_is_used_stays() -> None:
    names = ", ".join(f"none-{number}" for number in range(20))
    text = f"import torch\n\nlog = open('a')  # tensortidy: ignore[{names}, unclosed-resource]\nprint(log.read())\n"
    result = fix_all(Source(text), lambda source: analyze(source, REGISTRY.rules, known_rules=REGISTRY.names))
    assert result.text == text.replace(f"{names}, ", "")
    assert [finding.rule for finding in result.applied] == ["unused-ignore"] * 20


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_breaks_stay_as_they_are(newline: str) -> None:
    text = 'import torch\n\nlog = open("a", "w")\nlog.write("x")\n'.replace("\n", newline)
    result = fix_all(Source(text), lambda source: analyze(source, REGISTRY.rules))
    assert result.text == ('import torch\n\nwith open("a", "w") as log:\n    log.write("x")\n'.replace("\n", newline))


# ---------------------------------------------------------------- writing


@pytest.mark.parametrize("call", ["replace", "fdopen"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_or_is_interrupted_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException
) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"a = 1\r\n")
    file = files.read(path)

    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises((FileError, KeyboardInterrupt)):
            files.write(file, "a = 2\r\n")
    assert path.read_bytes() == b"a = 1\r\n"
    assert os.listdir(tmp_path) == ["a.py"]


def test_a_file_that_is_gone_meanwhile_is_not_made_again(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("a = 1\n")
    file = files.read(path)
    path.unlink()
    with pytest.raises(FileError, match="cannot be written"):
        files.write(file, "a = 2\n")
    assert os.listdir(tmp_path) == []


def test_whoever_reads_meanwhile_sees_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("a = 1\n")
    with path.open() as reading:
        files.write(files.read(path), "b = 2\n")
        assert reading.read() == "a = 1\n"
    assert path.read_text() == "b = 2\n"
