"""The code cells of a notebook as one Python text: each is a window of it, below a line ``# %%`` of our own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from tensortidy.notebook.jupyter import MARK, column_in_cell, column_in_text, original, python
from tensortidy.source import Position, Source, Span

_MARKER = re.compile(r"#[ \t]*%%+(?=\s|$)(?P<title>.*)", re.MULTILINE)
BEGIN = f"# %% {MARK}\n"
"""The line that begins a cell of a notebook."""

_BEGINS = re.compile(f"^{BEGIN}", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def cell_markers(source: Source) -> Iterator[re.Match[str]]:
    """The lines that begin cells in a Python file, as Jupytext writes them and as VS Code and Spyder understand them.

    The group ``title`` is what stands behind the ``%%``.
    """
    end = 0
    for at in source.cell_marks:  # there are few, and all lines of a long text would take long
        found = _MARKER.match(source.text, source.text.rfind("\n", 0, at) + 1) if at >= end else None
        if found is not None:
            yield found
            end = found.end()


def in_words(cell: int | None, line: int) -> str:
    """A line, from 1, in a sentence: of a cell by its number, or of a text that has none: ``cell 3, line 8``."""
    return f"line {line}" if cell is None else f"cell {cell}, line {line}"


@dataclass(frozen=True)
class Cell:
    """A cell of code: its number, from 1 over cells of all kinds, and its text as its author sees it."""

    number: int
    source: Source

    @cached_property
    def python(self) -> str:
        """The cell as Python, as many lines; it ends with a line break wherever there is a line."""
        text = "".join(python(_LINE.findall(self.source.text)))
        return text if not text or text.endswith(("\n", "\r")) else f"{text}\n"

    @cached_property
    def length(self) -> int:
        """The number of lines that it has in the notebook's text, without the one that begins it."""
        return Source(self.python).line_count - 1

    def rewritten(self, text: str) -> str:
        """The cell's text where it is ``text`` as Python."""
        if text == self.python:
            return self.source.text
        new, old = original(text), self.source.text
        return new if old.endswith(("\n", "\r")) else without_break(new)


@dataclass(frozen=True)
class CellEdit:
    """Replace the text in ``span`` of a cell (its index among the cells of code) by ``text``."""

    cell: int
    span: Span
    text: str


@dataclass(frozen=True)
class Notebook:
    """The code cells of a notebook, in order."""

    cells: tuple[Cell, ...]

    @cached_property
    def text(self) -> str:
        """The notebook as one Python text."""
        return "".join(f"{BEGIN}{cell.python}" for cell in self.cells)

    @cached_property
    def markers(self) -> tuple[int, ...]:
        """For each cell the line of the text, from 1, that begins it, and the one behind the last."""
        return tuple(accumulate((cell.length + 1 for cell in self.cells), initial=1))

    @cached_property
    def _source(self) -> Source:
        return Source(self.text)

    # ------------------------------------------------------------ places

    def index(self, line: int) -> int:
        """The cell that a line of the text is in, by its index; a line that begins one is in that."""
        return min(max(bisect_right(self.markers, line) - 1, 0), len(self.cells) - 1)

    def place(self, line: int) -> tuple[int, int]:
        """The cell that a line of the text is in, by its number, and the line within it; all count from 1."""
        at = self.index(line)
        return self.cells[at].number, max(line - self.markers[at], 1)

    def in_cell(self, at: int, position: Position) -> Position:
        """A place of the text as a place in a cell, the nearest one where it lies outside."""
        line, cell = position.line - self.markers[at], self.cells[at]
        if line < 1:
            return Position(1, 0)
        if line > cell.source.line_count:
            return cell.source.position(len(cell.source.text))
        return Position(line, column_in_cell(self._source.line(position.line), position.column))

    def located(self, span: Span) -> tuple[int, Span]:
        """A stretch of the text as one of the cell that it begins in, by its index."""
        at = self.index(span.start.line)
        return at, Span(self.in_cell(at, span.start), self.in_cell(at, span.end))

    def in_text(self, at: int, position: Position) -> Position:
        """A place in a cell as a place of the text."""
        line = self.markers[at] + position.line
        return Position(line, column_in_text(self._source.line(line), position.column))

    # ------------------------------------------------------------ changes

    def divided(self, edits: Iterable[tuple[Span, str]]) -> list[CellEdit]:
        """Edits of the text, none of which touches a line that begins a cell, as edits of cells."""
        found: list[CellEdit] = []
        pending: tuple[int, Span, str] | None = None
        for span, text in sorted(edits, key=lambda edit: edit[0]):
            at = self._owner(span.start)
            if pending is not None and pending[0] == at and pending[1].end == span.start:
                pending = at, Span(pending[1].start, span.end), pending[2] + text
                continue
            found += [self._in_cell(*pending)] if pending is not None else []
            pending = at, span, text
        return [*found, *([self._in_cell(*pending)] if pending is not None else [])]

    def _owner(self, start: Position) -> int:
        """The cell that an edit belongs to: what begins right before the next cell still does to this one."""
        return max(self.index(start.line - 1 if start.column == 0 else start.line), 0)

    def _in_cell(self, at: int, span: Span, text: str) -> CellEdit:
        cell, text = self.cells[at], original(text)
        here = Span(self.in_cell(at, span.start), self.in_cell(at, span.end))
        behind = self.markers[at] + cell.length + 1
        if span.end.line < behind or cell.source.text.endswith(("\n", "\r")):
            return CellEdit(at, here, text)
        # The text ends with a line break there that the cell has not.
        if span.start.line >= behind:
            lead = cell.source.newline if cell.source.text else ""
            return CellEdit(at, here, lead + without_break(text) if text else "")
        if text or here.start.column or here.start.line == 1:
            return CellEdit(at, here, without_break(text))
        above = here.start.line - 1
        return CellEdit(at, Span(Position(above, len(cell.source.line(above))), here.end), "")

    def rewritten(self, text: str) -> list[str]:
        """The texts of all cells where the text of the notebook is ``text``.

        Raises ValueError where that begins other cells.
        """
        before, *parts = _BEGINS.split(text)
        if before or len(parts) != len(self.cells):
            raise ValueError("a fix has crossed the border of a cell")
        return [cell.rewritten(part) for cell, part in zip(self.cells, parts, strict=True)]


def without_break(text: str) -> str:
    """A text without the line break at its end, if there is one."""
    return text[:-2] if text.endswith("\r\n") else text.removesuffix("\n").removesuffix("\r")
