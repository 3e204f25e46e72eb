"""Ignore comments that ignore nothing: reported like any smell, with the edit that removes them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from tensortidy.rule import (
    Card,
    Confidence,
    Edit,
    Finding,
    Fix,
    FixSafety,
    Framework,
    Rule,
    Safety,
    Severity,
    Tag,
)
from tensortidy.semantics import Model
from tensortidy.source import Position, Source, Span, Suppression

UNUSED_IGNORE = "unused-ignore"


class UnusedIgnore(Rule):
    """Carries the card; the check needs the other rules' findings and is ``unused_ignores`` below."""

    card = Card(
        name=UNUSED_IGNORE,
        title="Unused Ignore Comment",
        frameworks=tuple(Framework),
        category="TensorTidy",
        subcategory="Comments",
        summary="An ignore comment names a rule that reports nothing there, or that does not exist.",
        explanation=(
            "A comment that suppresses nothing says something false about the code below it, and "
            "would hide the next real finding on that line without anyone deciding so."
        ),
        consequences=("a later, real finding on that line goes unseen",),
        practices=("Remove the comment, or the name that no longer applies.",),
        bad="import torch\n\nx = torch.ones(3)  # tensortidy: ignore[unclosed-resource]\n",
        good="import torch\n\nx = torch.ones(3)\n",
        fix_safety=FixSafety.SAFE,
        severity=Severity.INFORMATION,
        confidence=Confidence.HIGH,
    )
    visits = ()

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Find nothing in a single node."""
        return iter(())


def unused_ignores(
    source: Source,
    suppressions: Sequence[Suppression],
    used: Collection[tuple[Suppression, str]],
    running: Collection[str],
    known: Collection[str],
) -> list[Finding]:
    """Findings for the parts of ignore comments that ignored nothing.

    ``used`` holds (comment, rule) for each finding suppressed, ``running`` the rules that ran to
    their end, ``known`` all that exist: a known rule that did not run proves nothing.
    """
    found: list[Finding] = []
    for item in suppressions:
        if any(name == UNUSED_IGNORE for name, _ in item.names):
            continue
        needed = {rule for comment, rule in used if comment == item}
        if not item.names:
            if not needed and set(known) <= set(running):
                fix = _fix(source, item, ())
                found.append(_finding(item.directive, "This comment ignores nothing", fix))
            continue
        idle = [(name, span) for name, span in item.names if name not in needed and name in running]
        unknown = [(name, span) for name, span in item.names if name not in running and name not in known]
        if not idle and not unknown:
            continue
        fix = _fix(source, item, [name for name, _ in (*idle, *unknown)])
        where = "in this file" if item.whole_file else "on this line"
        for name, span in idle:
            message = f"`{name}` reports nothing {where}, so this comment ignores nothing"
            found.append(_finding(span, message, fix))
        for name, span in unknown:
            message = f"There is no rule named `{name}`, so this comment ignores nothing"
            found.append(_finding(span, message, fix))
    return found


def _finding(span: Span, message: str, fix: Fix) -> Finding:
    return Finding(
        rule=UNUSED_IGNORE,
        span=span,
        message=f"{message}; it would hide a real finding later. Remove it.",
        severity=UnusedIgnore.card.severity,
        confidence=UnusedIgnore.card.confidence,
        fix=fix,
        tags=(Tag.UNNECESSARY,),
    )


def _fix(source: Source, item: Suppression, names: Collection[str]) -> Fix:
    """One fix for all that is unused in a comment: were each to take out its own name, the last would leave none."""
    return Fix("Remove the unused ignore", Safety.SAFE, (_removal(source, item, names),))


def _removal(source: Source, item: Suppression, names: Collection[str]) -> Edit:
    """Take ``names`` out of the brackets; the whole comment where nothing else is in it."""
    removed = frozenset(names)
    rest = [name for name, _ in item.names if name not in removed]
    if rest:
        inside = Span(item.names[0][1].start, item.names[-1][1].end)
        return Edit(inside, ", ".join(rest))
    line = source.line(item.line)
    before = line[: item.comment.start.column].rstrip()
    after = Source(line).slice(Span(Position(1, item.directive.end.column), Position(1, len(line)))).strip()
    if after.startswith("#"):  # another comment follows ours
        return Edit(Span(item.directive.start, Position(item.line, len(line))), after)
    if not before and item.comment.start == item.directive.start and item.line < source.line_count:
        return Edit(Span(Position(item.line, 0), Position(item.line + 1, 0)), "")
    start = len(line[: item.directive.start.column].rstrip())
    return Edit(Span(Position(item.line, start), Position(item.line, len(line))), "")
