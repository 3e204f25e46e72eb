"""Text as the analysis sees it: positions, spans, lines and suppression comments.

Everywhere in TensorTidy lines count from 1 and columns from 0 in code points, as in Python's
own ``ast``. The language server converts at its border; the command line adds one to columns.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from tensortidy.lines import Lines

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, order=True)
class Position:
    """A place between two characters: line from 1, column from 0 in code points."""

    line: int
    column: int


@dataclass(frozen=True, order=True)
class Span:
    """A half-open range of text: ``start`` is inside, ``end`` is not."""

    start: Position
    end: Position

    def overlaps(self, other: Span) -> bool:
        """Whether the two ranges share a character, or one is empty and touches the other."""
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end


def span_of(node: ast.AST) -> Span:
    """The text range of a statement or expression node.

    Raises AttributeError for nodes that have no place of their own (``ast.arguments``, operators).
    """
    return Span(
        Position(node.lineno, node.col_offset),  # type: ignore[attr-defined]
        Position(node.end_lineno, node.end_col_offset),  # type: ignore[attr-defined]
    )


def first_line(statement: ast.stmt) -> int:
    """The line that a statement starts on, its decorators counted in."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


@dataclass(frozen=True)
class Source:
    """One document's text and its lines, split at ``\\n``, ``\\r\\n`` and ``\\r`` only.

    (``str.splitlines`` also splits at form feeds and Unicode separators, which neither Python
    nor the Language Server Protocol does.)
    """

    text: str

    @cached_property
    def _lines(self) -> Lines:
        return Lines.of(self.text)

    def edited(self, span: Span, text: str) -> Source:
        """The text in which ``text`` stands for what is inside a span, whichever of its ends is named first."""
        start, end = sorted((self.offset(span.start), self.offset(span.end)))
        after = Source(f"{self.text[:start]}{text}{self.text[end:]}")
        vars(after)["_lines"] = self._lines.after(start, end, after.text)
        if "cell_marks" in vars(self):
            behind = start + len(text)
            vars(after)["cell_marks"] = (
                *(mark for mark in self.cell_marks if mark < start - 1),
                *_cell_marks(after.text, max(start - 1, 0), behind + 1),
                *(mark - end + behind for mark in self.cell_marks if mark >= end),
            )
        return after

    @cached_property
    def cell_marks(self) -> tuple[int, ...]:
        """Where each ``%%`` of the text begins, which cells begin with. After an edit only what is new is searched."""
        return tuple(_cell_marks(self.text, 0, len(self.text)))

    @property
    def line_count(self) -> int:
        """The number of lines; a text that ends with a line break ends with an empty line."""
        return self._lines.count

    @property
    def newline(self) -> str:
        """The first line break of the text, for new lines to match; ``\\n`` where it has none."""
        found = _LINE_BREAK.search(self.text)
        return found.group() if found else "\n"

    def line(self, number: int) -> str:
        """The text of one line, counted from 1, without its line break; empty past the end."""
        return self.text[self.start(number) : self.start(number + 1)].rstrip("\r\n") if number >= 1 else ""

    def start(self, number: int) -> int:
        """The index in ``text`` at which a line begins, counted from 1; the text's end for a line that is not there."""
        return self._lines.start(number) if number <= self._lines.count else len(self.text)

    def offset(self, position: Position) -> int:
        """The index in ``text`` of a position; one that lies outside is moved to the nearest place inside."""
        if position.line < 1:
            return 0
        if position.line > self._lines.count:
            return len(self.text)
        return self._lines.start(position.line) + min(max(position.column, 0), len(self.line(position.line)))

    def position(self, offset: int) -> Position:
        """The position of an index in ``text``."""
        line = self._lines.at(offset)
        return Position(line, offset - self._lines.start(line))

    def slice(self, span: Span) -> str:
        """The text inside a span."""
        return self.text[self.offset(span.start) : self.offset(span.end)]


@dataclass(frozen=True)
class Suppression:
    """One ``# tensortidy: ignore[...]`` or ``# tensortidy: ignore-file[...]`` comment.

    ``names`` holds each rule named, with the span of its name; it is empty for a bare
    ``ignore`` or ``ignore-file``, which covers every rule. ``comment`` spans the whole comment from ``#``
    to the line's end, ``directive`` only the part that TensorTidy reads. ``last`` is the last line that it covers,
    where that is below its own.
    """

    line: int
    whole_file: bool
    names: tuple[tuple[str, Span], ...]
    comment: Span
    directive: Span
    last: int = 0

    def covers(self, rule: str, line: int) -> bool:
        """Whether a finding of ``rule`` that starts on ``line`` is to be left out."""
        return (self.whole_file or self.line <= line <= max(self.line, self.last)) and (
            not self.names or any(name == rule for name, _ in self.names)
        )


_DIRECTIVE = re.compile(r"#\s*tensortidy:\s*(ignore-file|ignore)\b(?:[ \t]*\[([^\]\n]*)\])?", re.IGNORECASE)
_NAME = re.compile(r"[^\s,]+")


def suppression_in(comment: str, at: Position, last: int = 0) -> Suppression | None:
    """The directive in one comment, or None. ``comment`` starts with ``#``, at position ``at``.

    ``last`` is the last line that it covers, where it stands above what it speaks of.

    >>> suppression_in("# tensortidy: ignore[unclosed-resource] read once", Position(3, 8)).names[0][0]
    'unclosed-resource'
    """
    found = _DIRECTIVE.search(comment)
    if found is None:
        return None

    def span(start: int, end: int) -> Span:
        return Span(Position(at.line, at.column + start), Position(at.line, at.column + end))

    names: tuple[tuple[str, Span], ...] = ()
    if found.group(2) is not None:
        base = found.start(2)
        names = tuple(
            (name.group(), span(base + name.start(), base + name.end())) for name in _NAME.finditer(found.group(2))
        )
    return Suppression(
        line=at.line,
        whole_file=found.group(1).lower() == "ignore-file",
        names=names,
        comment=span(0, len(comment)),
        directive=span(found.start(), found.end()),
        last=last,
    )


def mentions_directive(text: str) -> bool:
    """Whether a text may hold a directive at all."""
    return "tensortidy:" in text.lower()


def _cell_marks(text: str, start: int, end: int) -> Iterator[int]:
    at = text.find("%%", start, end)
    while at >= 0:
        yield at
        at = text.find("%%", at + 1, end)


def common_ends(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts have in common at their start, and at the end of what is left of them."""
    if one == other:
        return len(one), 0
    shorter = min(len(one), len(other))
    head = _common(shorter, lambda least, most: one[least:most] == other[least:most])
    tail = _common(
        shorter - head,
        lambda least, most: one[len(one) - most : len(one) - least] == other[len(other) - most : len(other) - least],
    )
    return head, tail


_STEP = 2**16  # characters that are compared at once


def _common(most: int, are_same: Callable[[int, int], bool]) -> int:
    """The length of what is the same from the start on: comparing slices is fast, even where others are wider."""
    least = 0
    while least < most and are_same(least, min(least + _STEP, most)):
        least = min(least + _STEP, most)
    most = min(least + _STEP, most)
    while least < most:
        middle = (least + most + 1) // 2
        if are_same(least, middle):
            least = middle
        else:
            most = middle - 1
    return least
