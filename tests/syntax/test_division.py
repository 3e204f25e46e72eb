"""A statement that was parsed in one go is divided into blocks as if these had been parsed one by one."""

import ast
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tensortidy.source import Source
from tensortidy.syntax import SyntaxMemory, division, parse
from tensortidy.syntax.division import divide
from tensortidy.syntax.parsing import parse_whole
from tensortidy.syntax.placed import Block, PlacedUnit
from tensortidy.syntax.units import Clause

MODULES = sorted(Path(sysconfig.get_path("stdlib")).glob("[a-h]*.py"))[::3]
BRANCHES = """\
if first:
    a = [
        1,
    ]

    # about b
    b = 2; c = 3
elif second:
    d = 4
else:
    if third:
        e = 5
"""
COMMENTED = """\
def f():  # tensortidy: ignore
    a = 1
    b = 2
    # tensortidy: ignore
    c = 3
    d = 4
    e = 5
"""


def block_of(text: str) -> Block:
    """A text's top level, as it is kept for the next edit."""
    memory = SyntaxMemory()
    parse(Source(text), memory)
    return memory.block


def divided(block: Block, indentation: str = "") -> Iterator[tuple[PlacedUnit, str]]:
    """All units of a text, those inside others too, with their indentation."""
    for unit in block.units:
        yield unit, indentation
        divide(unit)
        for part in unit.parts:
            assert part.block.text == unit.text[part.begin : part.begin + part.block.length]
            assert getattr(part.owner, part.name) == part.block.statements
            yield from divided(part.block, part.block.indentation)


def shown(statements: list[ast.stmt]) -> list[str]:
    return [ast.dump(statement, include_attributes=True) for statement in statements]


def test_each_branch_becomes_a_block_of_its_statements() -> None:
    (unit,) = block_of(BRANCHES).units
    divide(unit)
    assert [[inner.text for inner in part.block.units] for part in unit.parts] == [
        ["    a = [\n        1,\n    ]\n\n    # about b\n", "    b = 2; c = 3\n"],
        ["    d = 4\n"],
        ["    if third:\n        e = 5\n"],
    ]


def test_a_comment_goes_where_it_stands() -> None:
    (unit,) = block_of(COMMENTED).units
    before = list(unit.all_comments())
    divide(unit)
    assert list(unit.all_comments()) == before
    assert [inner.comments for inner in unit.parts[0].block.units if inner.comments] == [
        [("# tensortidy: ignore", 2, 4)]
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_statements_are_parted_where_their_tokens_say(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_tokens, cut_by_tokens = 0, division._cut

    def counted(text: str, clause: Clause) -> Iterator[str]:
        nonlocal by_tokens
        by_tokens += 1
        return cut_by_tokens(text, clause)

    def texts(block: Block) -> list[str]:
        return [unit.text for unit, _ in divided(block)]

    text = path.read_bytes().decode("utf-8")
    monkeypatch.setattr(division, "_cut", counted)
    found = texts(block_of(text))
    assert by_tokens <= len(found) / 50
    monkeypatch.setattr(division, "_cut_between", lambda *_: [])
    assert texts(block_of(text)) == found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_parts_are_what_they_would_be_if_they_were_parsed_alone(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    block = block_of(text)
    whole = shown(block.statements)
    for unit, indentation in divided(block):
        if not unit.is_broken:
            alone = PlacedUnit(unit.text, unit.lines, parse_whole(unit.text, indentation).statements, [])
            alone.move(unit.line_offset)
            assert shown(alone.statements) == shown(unit.statements)
    block.move(3)
    block.move(0)
    assert shown(block.statements) == whole
