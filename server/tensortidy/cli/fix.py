"""``tensortidy fix``: quick fixes, applied to files."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from tensortidy import files
from tensortidy.checking import Crash
from tensortidy.cli.differences import print_difference
from tensortidy.cli.look import look
from tensortidy.cli.progress import with_progress
from tensortidy.cli.reports import FAILED, FOUND, FileReport, counted, examine
from tensortidy.cli.selection import Selection, selection_options, speed_options
from tensortidy.cli.terminal import name_of
from tensortidy.cli.trouble import tell_trouble
from tensortidy.engine import Analysis
from tensortidy.fixer import FixResult, fix_all
from tensortidy.project import Project
from tensortidy.rule import Safety
from tensortidy.source import Source


@dataclass(frozen=True)
class FixReport(FileReport):
    """What was done to one file, or would be."""

    result: FixResult = FixResult("", ())


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@selection_options
@speed_options
@click.option("--unsafe", is_flag=True, help="Also apply fixes that may change what the program does.")
@click.option("--diff", "only_diff", is_flag=True, help="Print the changes and write nothing.")
def fix(
    paths: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    isolated: bool,
    jobs: int | None,
    cache: Path | None,
    unsafe: bool,
    only_diff: bool,
) -> None:
    """Apply quick fixes to files and folders; safe ones only, unless told otherwise.

    Exits with 0 when done, 2 when something could not be read or written. With --diff, exits with 1
    when there is something to fix.
    """
    project, found = look(paths, Selection(select, ignore, isolated), jobs=jobs, cache=cache)
    reports: list[FileReport] = []
    try:
        for report in with_progress(found, len(found), "Fixing"):
            mended = fix_file(project, report, unsafe=unsafe, write=not only_diff)
            reports.append(mended)
    finally:  # who interrupts a long run is told what it has done
        _print_reports(reports, only_diff)
    if any(report.failed for report in reports):
        sys.exit(FAILED)
    if only_diff and _fixes(reports):
        sys.exit(FOUND)


def fix_file(project: Project, found: FileReport, *, unsafe: bool, write: bool) -> FileReport:
    """Fix one file of which a report says what is wrong, and write it where asked to."""
    rules = project.fixable(found.path)
    if not any(
        finding.fix is not None and finding.rule in rules and (unsafe or finding.fix.safety is Safety.SAFE)
        for finding in found.analysis.findings
    ):
        return found
    crashes: dict[str, Crash] = {}
    left_out: list[str] = []

    def mend(file: files.SourceFile) -> FileReport:
        def analyze_again(source: Source) -> Analysis:
            known = found.file is not None and source.text == found.file.text
            analysis = found.analysis if known else project.analyze(file.path, source)
            crashes.update({crash.rule: crash for crash in analysis.crashes if crash.rule not in crashes})
            left_out.append(analysis.left_out)
            return analysis

        result = fix_all(Source(file.text), analyze_again, unsafe=unsafe, rules=rules)
        if write and result.text != file.text:
            files.write(file, result.text)
        told = Analysis(crashes=tuple(crashes.values()), left_out=next(filter(None, left_out), ""))
        return FixReport(file.path, file, told, result=result)

    return examine(project, found.path, mend)


def _fixes(reports: Sequence[FileReport]) -> list[FixReport]:
    return [report for report in reports if isinstance(report, FixReport) and report.result.applied]


def _print_reports(reports: Sequence[FileReport], only_diff: bool) -> None:
    fixes = _fixes(reports)
    for report in fixes:
        if only_diff:
            if report.file is not None:
                before, after = (files.as_written(report.file, text) for text in (report.file.text, report.result.text))
                print_difference(report.path, before, after)
        else:
            _print_fixes(report)
    count = sum(len(report.result.applied) for report in fixes)
    done = "can be fixed" if only_diff else "fixed"
    message = f"{counted(count, 'smell')} {done} in {counted(len(fixes), 'file')}."
    click.echo(message if reports else "No Python files found.", err=only_diff)
    tell_trouble(reports)


def _print_fixes(report: FixReport) -> None:
    click.echo(click.style(name_of(report.path), bold=True))
    for rule, count in sorted(Counter(finding.rule for finding in report.result.applied).items()):
        click.echo(f"  {count} × {rule}")
