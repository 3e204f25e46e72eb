"""What is decided of small programs, and what becomes of their text."""

import ast
import re
from pathlib import Path

import pytest

from hybridization.reading import HERE, PROGRAMS, normal, read, said
from tensortidy.edits import apply_edits
from tensortidy.graph_edits import graph_edits
from tensortidy.knowledge import built_in
from tensortidy.semantics.hybridization.analysis import Hybridization
from tensortidy.source import Source
from tensortidy.syntax import parse

NAMES = [str(path.relative_to(HERE).with_suffix("")) for path in PROGRAMS]


@pytest.mark.parametrize("path", PROGRAMS, ids=NAMES)
def test_each_function_is_decided_as_it_says(path: Path, tmp_path: Path) -> None:
    program = read(path)
    for name, text in program.before.items():  # where modules are is looked up on the disk
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    texts = {tmp_path / name: text for name, text in program.before.items()}
    verdicts = Hybridization(texts, texts.get, built_in(), program.options).verdicts()
    found = {(str(verdict.path.relative_to(tmp_path)), verdict.line): verdict for verdict in verdicts}
    assert program.expected, "a program without an expectation"
    wrong = [
        f"{name}:{line} {found[name, line].name}\n  expected {normal(expected)}\n  found    {said(found[name, line])}"
        f"\n  {[(reason.failure.value, reason.why) for reason in found[name, line].reasons]}"
        f" {found[name, line].assumptions}"
        for (name, line), expected in program.expected.items()
        if normal(expected) != said(found[name, line])
    ]
    assert not wrong, "\n".join(wrong)
    for name, text in program.before.items():
        source = Source(text)
        own = [verdict for verdict in verdicts if verdict.path == tmp_path / name]
        edits, _ = graph_edits(source, parse(source).module, own)
        assert apply_edits(source, edits) == program.after[name], name


def test_there_are_enough_programs() -> None:
    assert len(PROGRAMS) >= 150


@pytest.mark.parametrize("path", PROGRAMS, ids=NAMES)
def test_programs_are_small_and_say_what_they_show(path: Path) -> None:
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert any(ast.get_docstring(ast.parse(text)) for text in texts), path
    for text in texts:
        assert len(text.splitlines()) <= 45, path
    assert re.fullmatch(r"[a-z0-9_]+", path.stem), path
