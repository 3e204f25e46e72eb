"""Findings and facts as plain data, which JSON can hold, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tensortidy.cache.facts import Facts, FileFacts
from tensortidy.engine import Analysis
from tensortidy.rule import Confidence, Edit, Finding, Fix, Related, Safety, Severity, Tag
from tensortidy.semantics.grounds import Grounds
from tensortidy.source import Position, Span

Plain = Any
"""Lists, dictionaries, texts, numbers, None."""


def plain_analysis(analysis: Analysis) -> Plain:
    """Why a text is left out, and the findings of an analysis: nothing else is kept of it."""
    return [analysis.left_out, *map(_plain_finding, analysis.findings)]


def analysis_of(plain: Plain) -> Analysis:
    """The other way round. Raises ValueError, TypeError, KeyError or IndexError for what is none."""
    left_out, *findings = plain
    return Analysis(tuple(map(_finding, findings)), left_out=str(left_out))


def plain_facts(facts: Facts) -> Plain:
    """Facts, with each path written once."""
    numbers: dict[str, int] = {}

    def number(path: object) -> int:
        return numbers.setdefault(str(path), len(numbers))

    return {
        "files": [
            [
                number(path),
                file.digest,
                sorted(number(used) for used in file.grounds.files),
                {
                    name: None if found is None else [number(found[0]), *found[1]]
                    for name, found in file.grounds.imports.items()
                },
                sorted(file.grounds.outside),
                sorted(file.grounds.callers),
            ]
            for path, file in facts.files.items()
        ],
        "naming": {
            name: [[number(path), switches] for path, switches in naming.items()]
            for name, naming in facts.naming.items()
        },
        "together": [number(path) for path in sorted(facts.together)],
        "paths": list(numbers),
    }


def facts_of(plain: Plain) -> Facts:
    """The other way round. Raises ValueError, TypeError, KeyError or IndexError for what are none."""
    names: list[str] = plain["paths"]
    paths = [Path(name) for name in names]
    files = {
        names[number]: FileFacts(
            digest,
            Grounds(
                {paths[used] for used in uses},
                {name: None if at is None else (paths[at[0]], tuple(at[1:])) for name, at in imports.items()},
                set(outside),
                set(callers),
            ),
        )
        for number, digest, uses, imports, outside, callers in plain["files"]
    }
    naming = {name: {names[at]: switches for at, switches in found} for name, found in plain["naming"].items()}
    return Facts(files, naming, frozenset(names[at] for at in plain["together"]))


def _plain_finding(finding: Finding) -> Plain:
    fix = finding.fix
    return [
        finding.rule,
        _plain_span(finding.span),
        finding.message,
        finding.severity.value,
        finding.confidence.value,
        [[_plain_span(item.span), item.message, item.path] for item in finding.related],
        list(finding.assumptions),
        fix and [fix.title, fix.safety.value, [[_plain_span(edit.span), edit.text] for edit in fix.edits], fix.reason],
        [tag.value for tag in finding.tags],
    ]


def _finding(plain: Plain) -> Finding:
    rule, span, message, severity, confidence, related, assumptions, fix, tags = plain
    return Finding(
        rule,
        _span(span),
        message,
        Severity(severity),
        Confidence(confidence),
        tuple(Related(_span(at), text, path) for at, text, path in related),
        tuple(assumptions),
        None
        if fix is None
        else Fix(fix[0], Safety(fix[1]), tuple(Edit(_span(at), text) for at, text in fix[2]), fix[3]),
        tuple(Tag(tag) for tag in tags),
    )


def _plain_span(span: Span) -> list[int]:
    return [span.start.line, span.start.column, span.end.line, span.end.column]


def _span(plain: Plain) -> Span:
    line, column, end_line, end_column = plain
    return Span(Position(line, column), Position(end_line, end_column))
