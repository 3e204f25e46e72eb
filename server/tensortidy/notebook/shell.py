"""Cells in the language of a shell: where they stand in a notebook's text, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tensortidy.notebook.cells import BEGIN
from tensortidy.notebook.jupyter import MARK
from tensortidy.source import Position, Source, Span

# %%bash, and %%script bash
_BEGINS = re.compile(
    rf"^{re.escape(BEGIN)}\s*#{MARK}%%(?:script[ \t]+(?:\S*/)?)?(?:ba|z|da)?sh\b[^\r\n]*", re.MULTILINE
)
_HIDDEN = f"#{MARK}"


@dataclass(frozen=True)
class ShellCell:
    """A cell in the language of a shell: ``before`` is the number of lines of the notebook's text above ``source``."""

    before: int
    source: Source

    def covers(self, line: int) -> bool:
        """Whether a line of the notebook's text is in the cell."""
        return self.before < line <= self.before + self.source.line_count

    def in_text(self, span: Span) -> Span:
        """A stretch of the cell as one of the notebook's text."""
        return Span(self._in_text(span.start), self._in_text(span.end))

    def in_cell(self, span: Span) -> Span:
        """A stretch of the notebook's text as one of the cell."""
        return Span(self._in_cell(span.start), self._in_cell(span.end))

    def as_comment(self, text: str) -> str:
        """What is put into the cell, as it is put into the notebook's text."""
        return re.sub(r"(\r\n|\r|\n)(?=[^\r\n])", rf"\1{_HIDDEN}", text)

    def _shift(self, line: int) -> int:
        return len(_HIDDEN) if self.source.line(line).strip() else 0

    def _in_text(self, place: Position) -> Position:
        return Position(place.line + self.before, place.column + self._shift(place.line))

    def _in_cell(self, place: Position) -> Position:
        line = place.line - self.before
        return Position(line, max(place.column - self._shift(line), 0))


def shell_cells(source: Source) -> Iterator[ShellCell]:
    """The cells of a notebook's text that a shell runs."""
    if not any(source.text.endswith(_HIDDEN, 0, mark) for mark in source.cell_marks):
        return
    for found in _BEGINS.finditer(source.text):
        start = source.position(found.end()).line
        end = source.text.find(BEGIN, found.end())
        text = source.text[source.start(start) : end if end >= 0 else len(source.text)]
        magic, *rest = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
        lines = ["#" + magic.removeprefix(_HIDDEN)[1:], *(line.removeprefix(_HIDDEN) for line in rest)]
        yield ShellCell(start - 1, Source("".join(lines)))
