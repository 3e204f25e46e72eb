"""Parsed statements and where they stand: a text is a block of units, and a unit may be made of blocks in its turn."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tensortidy.syntax.units import line_breaks

BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
"""The fields of nodes that hold statements, or what holds statements in its turn."""

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))*")


# There are as many of these as statements, so that they are kept small.
@dataclass(slots=True)
class Part:
    """The block of a clause of a compound statement.

    It begins at a character and a line (from 0) of the statement's unit, and is the list ``name`` of ``owner``.
    """

    begin: int
    line: int
    owner: Any
    name: str
    block: Block


@dataclass(slots=True)
class PlacedUnit:
    """A unit with its statements, which stand at ``line_offset`` of the whole text, and its own comments.

    A comment that may be a directive comes with its line in the unit, from 1, and its column.
    """

    text: str
    lines: int
    statements: list[ast.stmt]
    comments: Sequence[tuple[str, int, int]] = ()
    is_broken: bool = False
    """Whether anything could not be parsed."""
    parts: Sequence[Part] = ()
    """The clauses of a long compound statement, where it is made of their blocks."""
    spare: Sequence[Block] = ()
    """The blocks of one that had to be parsed in one go, for the next time."""
    line_offset: int = 0
    sent_to: int = 0
    """The line offset that its statements are to stand at, once they have arrived: see ``arrive``."""
    has_comments: bool = False
    """Whether there are comments of its own or in its blocks."""
    _outside: Sequence[dict[str, Any]] = ()

    @property
    def outer_statements(self) -> list[ast.stmt]:
        """The statements outside the blocks, of all levels: of ``elif``, too; all where there are no blocks.

        What stands in for the statements of a block that has none is among them.
        """
        if not self.parts:
            return inside(self.statements)
        found = [*self.statements, *(part.owner for part in self.parts if isinstance(part.owner, ast.stmt))]
        for part in self.parts:
            if not any(unit.statements for unit in part.block.units):
                found += getattr(part.owner, part.name)
        return found

    @property
    def outside(self) -> Sequence[dict[str, Any]]:
        """The attributes of the nodes outside the blocks that have a place."""
        # Moving what stands below an edit is a good part of what the edit costs, and twice as fast so.
        if not self._outside:
            found: list[dict[str, Any]] = []
            inner = {id(statement) for part in self.parts for statement in part.block.statements}
            pending: list[ast.AST] = list(self.statements)
            while pending:
                node = pending.pop()
                attributes = vars(node)
                if "end_lineno" in attributes:
                    found.append(attributes)
                for name in node._fields:
                    value = attributes.get(name)
                    if isinstance(value, list):
                        pending += [item for item in value if isinstance(item, ast.AST) and id(item) not in inner]
                    elif isinstance(value, ast.AST):
                        pending.append(value)
            self._outside = found
        return self._outside

    def __post_init__(self) -> None:
        self.sent_to = self.line_offset
        self.has_comments = bool(self.comments)

    def arrive(self) -> None:
        """Let the statements stand where they were sent."""
        self.move(self.sent_to)

    def move(self, line_offset: int) -> None:
        """Let the statements stand elsewhere."""
        self.sent_to = line_offset
        shift = line_offset - self.line_offset
        if not shift:
            return
        for place in self.outside:
            begin, end = place["lineno"], place["end_lineno"]
            if begin == end:
                place["lineno"] = place["end_lineno"] = begin + shift
            else:
                place["lineno"], place["end_lineno"] = begin + shift, end + shift
        self.line_offset = line_offset
        for part in self.parts:
            part.block.move(line_offset + part.line)

    @property
    def core(self) -> str:
        """The text without the blank lines around it, which may be others and leave the statements as they are."""
        whole, inner = cores_of(self.text)
        return whole if self.parts or self.is_broken else inner  # blocks end where their statement does

    def space(self, text: str) -> None:
        """Take over a text with other blank lines around it."""
        more = _blank_lines(text).end() - _blank_lines(self.text).end()
        lower = line_breaks(_blank_lines(text).group()) - line_breaks(_blank_lines(self.text).group())
        self.line_offset -= lower  # the statements have yet to be moved there
        self.comments = [(comment, line + lower, column) for comment, line, column in self.comments]
        for part in self.parts:
            part.begin += more
            part.line += lower
        self.text, self.lines = text, line_breaks(text)

    def all_comments(self, further: int = 0) -> Iterator[tuple[str, int, int]]:
        """Its comments and those in its blocks, with lines of the whole text, from 1 as the parser tells them.

        They are where the statements were sent; ``further`` is how much further the statement around it was sent.
        """
        further += self.sent_to - self.line_offset
        for text, line, column in self.comments:
            yield text, line + self.line_offset + further, column
        for part in self.parts:
            for unit in part.block.units:
                if unit.has_comments:
                    yield from unit.all_comments(further)

    def take(self, parts: list[Part]) -> None:
        """Be made of blocks from now on, which hold the nodes and the comments in them."""
        lines = [range(part.line, part.line + part.block.lines) for part in parts]
        self.comments = [item for item in self.comments if not any(item[1] - 1 in inner for inner in lines)]
        self.parts = parts
        self._outside = ()

    def part_around(self, begin: int, end: int) -> Part | None:
        """The clause in whose block a stretch of the unit's text lies."""
        for part in self.parts:
            if part.begin <= begin and end <= part.begin + part.block.length:
                return part
        return None

    def close(self) -> None:
        """Take over what the blocks hold now, and end where they end."""
        last = self.parts[-1].block
        for part in self.parts:
            found = part.block.statements
            setattr(part.owner, part.name, found or [ast.copy_location(ast.Pass(), part.owner)])
            ends = (part.block if isinstance(part.owner, ast.ExceptHandler) else last).statements
            if ends:
                part.owner.end_lineno, part.owner.end_col_offset = ends[-1].end_lineno, ends[-1].end_col_offset
        self.is_broken = any(part.block.is_broken or not part.block.units for part in self.parts)
        self.has_comments = bool(self.comments) or any(part.block.has_comments for part in self.parts)


@dataclass(slots=True)
class Block:
    """Statements of one indentation, as units in order."""

    indentation: str = ""
    units: list[PlacedUnit] = field(default_factory=list)
    is_shown: bool = True
    """Whether its statements are in the tree; those are not that are kept for the next time."""

    @property
    def text(self) -> str:
        """The texts of all units."""
        return "".join(unit.text for unit in self.units)

    @property
    def length(self) -> int:
        """The number of characters."""
        return sum(len(unit.text) for unit in self.units)

    @property
    def lines(self) -> int:
        """The number of line ends."""
        return sum(unit.lines for unit in self.units)

    @property
    def is_broken(self) -> bool:
        """Whether anything could not be parsed."""
        return any(unit.is_broken for unit in self.units)

    @property
    def has_comments(self) -> bool:
        """Whether there are comments in it."""
        return any(unit.has_comments for unit in self.units)

    @property
    def statements(self) -> list[ast.stmt]:
        """The statements of all units."""
        return [statement for unit in self.units for statement in unit.statements]

    def move(self, line_offset: int) -> None:
        """Let all units stand elsewhere, the first one at a line."""
        for unit in self.units:
            unit.move(line_offset)
            line_offset += unit.lines

    def send(self, line_offset: int) -> None:
        """Have all units stand elsewhere once they arrive, the first one at a line."""
        for unit in self.units:
            unit.sent_to = line_offset
            line_offset += unit.lines

    def arrive(self) -> None:
        """Let all units stand where they were sent."""
        for unit in self.units:
            unit.arrive()


def inside(statements: Iterable[ast.stmt]) -> list[ast.stmt]:
    """Some statements and those in them."""
    found: list[ast.stmt] = []
    pending: list[ast.AST] = [*statements]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.stmt):
            found.append(node)
        for name in BLOCKS:
            pending += getattr(node, name, ())
    return found


def cores_of(text: str) -> tuple[str, str]:
    """A text without the blank lines before it, and without those behind it either; one that ends joined needs them."""
    whole = text[_blank_lines(text).end() :]
    inner = whole.rstrip(" \t\r\n")
    return whole, whole if inner.endswith("\\") else inner


def _blank_lines(text: str) -> re.Match[str]:
    """The blank lines that a text begins with."""
    found = _BLANK_LINES.match(text)
    assert found is not None  # it may be empty
    return found
