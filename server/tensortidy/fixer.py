"""Applying fixes to a whole text, round after round, until none is left."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from tensortidy.edits import apply_edits
from tensortidy.engine import Analysis
from tensortidy.rule import Edit, Finding, Safety
from tensortidy.source import Source

# Each round applies every fix that does not overlap another; ten are enough for any chain of fixes
# that converges, and stop one that does not.
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
    for _ in range(MAXIMUM_ROUNDS):
        chosen, edits = _compatible(analyze_again(source), unsafe, rules)
        if not chosen:
            break
        applied.extend(chosen)
        source = Source(apply_edits(source, edits))
    return FixResult(source.text, tuple(applied))


def _compatible(analysis: Analysis, unsafe: bool, rules: Collection[str] | None) -> tuple[list[Finding], list[Edit]]:
    """The findings whose fixes can be applied together, in order of place, and their edits."""
    chosen: list[Finding] = []
    edits: list[Edit] = []
    for finding in analysis.findings:
        fix = finding.fix
        if fix is None or (rules is not None and finding.rule not in rules):
            continue
        if fix.safety is Safety.UNSAFE and not unsafe:
            continue
        extent = [edit.span for edit in edits]
        if any(edit.span.overlaps(taken) for edit in fix.edits for taken in extent):
            continue
        chosen.append(finding)
        edits.extend(fix.edits)
    return chosen, edits
