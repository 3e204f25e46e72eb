"""Applying fixes to a whole text, round after round, until none is left."""

from __future__ import annotations

import sys
from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from tensortidy.edits import apply_edits
from tensortidy.engine import Analysis
from tensortidy.rule import Edit, Finding, Fix, Safety
from tensortidy.source import Source, Span

# Each round applies every fix that does not overlap another. So many may leave no fewer fixes than before: enough for
# any chain of fixes that converges, and a stop for one that does not.
MAXIMUM_ROUNDS = 10


@dataclass(frozen=True)
class FixResult:
    """A text after its fixes, and the findings that they were for, in order of their application."""

    text: str
    applied: tuple[Finding, ...]


def fix_all(
    source: Source,
    analyze_again: Callable[[Source], Analysis],
    *,
    unsafe: bool = False,
    rules: Collection[str] | None = None,
) -> FixResult:
    """Apply the fixes of all findings (of ``rules``, where given), safe ones only unless told otherwise.

    Fixes that overlap are applied one after another: the text is analysed again in between, so that
    none is applied to a place which it was not made for.
    """
    applied: list[Finding] = []
    fewest, futile = sys.maxsize, 1
    while futile < MAXIMUM_ROUNDS:
        left = _fixable(analyze_again(source), unsafe, rules)
        if not left:
            break
        if len(left) < fewest:
            fewest = len(left)
        else:
            futile += 1
        chosen, edits = _compatible(left)
        applied.extend(chosen)
        source = Source(apply_edits(source, edits))
    return FixResult(source.text, tuple(applied))


def _fixable(analysis: Analysis, unsafe: bool, rules: Collection[str] | None) -> list[tuple[Finding, Fix]]:
    """The findings with a fix that may be applied, in order of place."""
    return [
        (finding, finding.fix)
        for finding in analysis.findings
        if finding.fix is not None
        and (rules is None or finding.rule in rules)
        and (unsafe or finding.fix.safety is Safety.SAFE)
    ]


def _compatible(found: Iterable[tuple[Finding, Fix]]) -> tuple[list[Finding], list[Edit]]:
    """The findings whose fixes can be applied together, and their edits; what several ask for alike is done once."""
    chosen: list[Finding] = []
    edits: dict[tuple[str, tuple[Edit, ...]], None] = {}
    taken: list[Span] = []
    for finding, fix in found:
        wanted = (finding.rule, fix.edits)
        if wanted not in edits:
            if any(_is_taken(edit.span, taken) for edit in fix.edits):
                continue
            edits[wanted] = None
            for edit in fix.edits:
                insort(taken, edit.span)
        chosen.append(finding)
    return chosen, [edit for _, fixed in edits for edit in fixed]


def _is_taken(span: Span, taken: Sequence[Span]) -> bool:
    """Whether a span overlaps one of those that are taken, which are in order and do not overlap one another."""
    at = bisect_left(taken, span)
    return any(span.overlaps(other) for other in taken[max(at - 1, 0) : at + 1])
