"""What ``check`` prints: text for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from tensortidy import __version__
from tensortidy.cli.reports import FileReport, counted, shown
from tensortidy.cli.terminal import on_one_line, uncontrolled
from tensortidy.cli.trouble import config_problems
from tensortidy.notebook import in_words
from tensortidy.registry import Registry
from tensortidy.rule import Card, Finding, Safety, Severity
from tensortidy.source import Span

_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "blue",
    Severity.HINT: "cyan",
}


# ---------------------------------------------------------------- text


def text_report(reports: Sequence[FileReport]) -> None:
    """Print findings, and how many there are."""
    for report in reports:
        if report.file is not None and report.analysis.findings:
            for finding in report.analysis.findings:
                _print_finding(report, finding)
    _print_summary(reports)


def _print_finding(report: FileReport, finding: Finding) -> None:
    _, _, span = report.located(finding.span)
    place = click.style(f"{on_one_line(report.place(finding.span.start.line))}:{span.start.column + 1}", bold=True)
    level = click.style(finding.severity.value, fg=_COLOURS[finding.severity], bold=True)
    click.echo(f"{place} {level} {click.style(finding.rule, bold=True)}")
    click.echo(f"  {on_one_line(finding.message)}")
    _print_source(report, finding)
    for related in finding.related:
        cell, span = report.located_related(related)
        click.echo(click.style(f"     = {in_words(cell, span.start.line)}: {on_one_line(related.message)}", dim=True))
    for assumption in finding.assumptions:
        click.echo(click.style(f"     = taken for granted: {on_one_line(assumption)}", dim=True))
    if finding.fix is not None:
        unsafe = f" (unsafe: {finding.fix.reason})" if finding.fix.safety is Safety.UNSAFE else ""
        click.echo(click.style(f"     = fix: {on_one_line(finding.fix.title)}{unsafe}", fg="green"))
    click.echo()


def _print_source(report: FileReport, finding: Finding) -> None:
    _, source, span = report.located(finding.span)
    start, end = span.start, span.end
    line = uncontrolled(source.line(start.line))
    last = end.column if end.line == start.line else len(line)
    margin = f"{start.line:>5} | "
    click.echo(margin + line.expandtabs(4).rstrip())
    before = " " * _width(line[: start.column].expandtabs(4))
    marked = len(line[:last].expandtabs(4)) - len(line[: start.column].expandtabs(4))
    width = max(_width(line[:last].expandtabs(4)[-marked:] if marked else ""), 1)
    click.echo(" " * (len(margin) - 2) + "| " + before + click.style("^" * width, fg=_COLOURS[finding.severity]))


def _width(text: str) -> int:
    """How many columns of a terminal a text takes: two for wide characters."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - needed for few lines, and slow to import

    return cell_len(text)


def _print_summary(reports: Sequence[FileReport]) -> None:
    findings = [finding for report in reports for finding in report.analysis.findings]
    checked = sum(report.file is not None for report in reports)
    left = len(reports) - checked
    unchecked = f" {counted(left, 'file')} could not be checked." if left else ""
    if not reports:
        click.echo("No Python files found.")
        return
    if not findings:
        click.echo(f"No smells in {counted(checked, 'file')}.{unchecked}")
        return
    safe = sum(item.fix is not None and item.fix.safety is Safety.SAFE for item in findings)
    unsafe = sum(item.fix is not None and item.fix.safety is Safety.UNSAFE for item in findings)
    parts = [f"{counted(len(findings), 'smell')} in {counted(checked, 'file')}.{unchecked}"]
    if safe:
        parts.append(f"`tensortidy fix` mends {safe} of them.")
    if unsafe:
        more = "more" if safe else "of them"
        parts.append(f"`tensortidy fix --unsafe` mends {unsafe} {more}: read the changes.")
    click.echo(" ".join(parts))


# ---------------------------------------------------------------- JSON


def json_report(reports: Sequence[FileReport], registry: Registry, seconds: float) -> str:
    """The contract of ``--output-format json``, described in docs/command-line.md."""
    read = [report for report in reports if report.file is not None]
    document = {
        "version": __version__,
        "findings": [
            finding_as_json(report, finding, registry) for report in read for finding in report.analysis.findings
        ],
        "crashes": [
            {
                "rule": crash.rule,
                "path": shown(report.path),
                **_line(*report.cell_of(crash.line)),
                "message": crash.message,
            }
            for report in read
            for crash in report.analysis.crashes
        ],
        "errors": [
            *({"path": shown(report.path), "message": report.error} for report in reports if report.error),
            *(
                {"path": shown(problem.path), "message": f"line {problem.line}: {problem.message}"}
                for problem in config_problems(reports)
                if problem.path is not None
            ),
        ],
        "files": len(read),
        "lines": sum(_line_count(report.file.text) for report in read if report.file is not None),
        "seconds": round(seconds, 3),
    }
    return json.dumps(document, indent=2)


def _line_count(text: str) -> int:
    """How many lines an editor numbers: nothing after the last line break is no line."""
    breaks = text.count("\n") + text.count("\r") - text.count("\r\n")
    return breaks + (not text.endswith(("\n", "\r")) if text else 0)


def finding_as_json(report: FileReport, finding: Finding, registry: Registry) -> dict[str, Any]:
    """One finding: places count from 1, columns in code points, ends are exclusive; in notebooks all have a cell."""
    rule = registry.rule(finding.rule)
    fix = finding.fix
    cell, _, span = report.located(finding.span)
    return {
        "rule": finding.rule,
        "path": shown(report.path),
        "cell": None,
        **_place(cell, span),
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        "category": rule.card.category if rule is not None else "",
        "subcategory": rule.card.subcategory if rule is not None else "",
        "assumptions": list(finding.assumptions),
        "related": [
            {
                "path": related.path or shown(report.path),
                **_line(cell, span.start.line),
                "column": span.start.column + 1,
                "message": related.message,
            }
            for related in finding.related
            for cell, span in [report.located_related(related)]
        ],
        "fix": None
        if fix is None
        else {
            "title": fix.title,
            "safety": fix.safety.value,
            "edits": [{**_place(cell, span), "text": text} for cell, span, text in report.divided(fix)],
        },
    }


def card_as_json(card: Card) -> dict[str, Any]:
    """One card, as ``tensortidy rule --all --output-format json`` lists them."""
    return {
        "name": card.name,
        "frameworks": [framework.value for framework in card.frameworks],
        "category": card.category,
        "subcategory": card.subcategory,
        "summary": card.summary,
        "consequences": list(card.consequences),
        "practices": list(card.practices),
        "bad": card.bad,
        "good": card.good,
        "fix_safety": card.fix_safety.value,
        "severity": card.severity.value,
        "confidence": card.confidence.value,
    }


def _line(cell: int | None, line: int) -> dict[str, int]:
    """A line, after its cell in a notebook."""
    return {"line": line} if cell is None else {"cell": cell, "line": line}


def _place(cell: int | None, span: Span) -> dict[str, int]:
    return {
        **_line(cell, span.start.line),
        "column": span.start.column + 1,
        "end_line": span.end.line,
        "end_column": span.end.column + 1,
    }
