"""The borders between cells, which no fix may cross: what runs together in a file may not in a notebook."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tensortidy.notebook import cell_markers, hides
from tensortidy.rule import Edit, Finding
from tensortidy.source import Source


def within_cells(findings: Iterable[Finding], source: Source) -> list[Finding]:
    """The findings, without those fixes that would change the line that begins a cell, or what is not Python.

    The edits of one fix may be in several cells.
    """
    found = list(findings)
    if not source.cell_marks or all(finding.fix is None for finding in found):
        return found
    borders = [source.position(border.start()).line for border in cell_markers(source)]
    return [replace(item, fix=None) if _crosses(item, source, borders) else item for item in found]


def _crosses(finding: Finding, source: Source, borders: Sequence[int]) -> bool:
    edits = finding.fix.edits if finding.fix is not None else ()
    return any(_touches(edit, borders) or any(_splits(edit, source)) for edit in edits)


def _touches(edit: Edit, borders: Sequence[int]) -> bool:
    """Whether a border would not be a line of its own any more, or lie within what is replaced."""
    start, end = edit.span.start, edit.span.end
    at = bisect_left(borders, start.line)
    if at == len(borders) or borders[at] > end.line:
        return False
    ends_before = end.line == borders[at] and end.column == 0
    return not (ends_before and (edit.text.endswith(("\n", "\r")) or (not edit.text and start.column == 0)))


def _splits(edit: Edit, source: Source) -> Iterator[bool]:
    """Whether an end of an edit lies within what stands for a line of Jupyter's."""
    for place in (edit.span.start, edit.span.end):
        hidden = hides(source.line(place.line))
        yield hidden is not None and hidden[0] < place.column < hidden[1]
