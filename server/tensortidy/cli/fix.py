"""``tensortidy fix``: quick fixes, applied to files."""

from __future__ import annotations

import difflib
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from tensortidy import files
from tensortidy.cli.reports import FAILED, FOUND, FileReport, counted, examine, shown
from tensortidy.cli.selection import Selection, selection_options
from tensortidy.cli.trouble import tell_trouble
from tensortidy.engine import Analysis, Crash
from tensortidy.fixer import FixResult, fix_all
from tensortidy.project import Project
from tensortidy.source import Source

# How long people wait before they want to see that something moves, in seconds.
PATIENCE = 2.0


@dataclass(frozen=True)
class FixReport(FileReport):
    """What was done to one file, or would be."""

    result: FixResult = FixResult("", ())


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@selection_options
@click.option("--unsafe", is_flag=True, help="Also apply fixes that may change what the program does.")
@click.option("--diff", "only_diff", is_flag=True, help="Print the changes and write nothing.")
def fix(
    paths: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    isolated: bool,
    unsafe: bool,
    only_diff: bool,
) -> None:
    """Apply quick fixes to files and folders; safe ones only, unless told otherwise.

    Exits with 0 when done, 2 when something could not be read or written. With --diff, exits with 1
    when there is something to fix.
    """
    project, found = Selection(select, ignore, isolated).files(paths)
    reports: list[FileReport] = []
    try:
        for item in with_progress(found):
            reports.append(fix_file(project, item, unsafe=unsafe, write=not only_diff))  # noqa: PERF401 - keeps what is done
    finally:  # who interrupts a long run is told what it has done
        _print_reports(reports, only_diff)
    if any(report.failed for report in reports):
        sys.exit(FAILED)
    if only_diff and _fixes(reports):
        sys.exit(FOUND)


def fix_file(project: Project, found: Path | files.FileError, *, unsafe: bool, write: bool) -> FileReport:
    """Fix one file that was found, and write it where asked to."""
    crashes: dict[str, Crash] = {}
    left_out: list[str] = []

    def mend(file: files.SourceFile) -> FileReport:
        def analyze_again(source: Source) -> Analysis:
            analysis = project.analyze(file.path, source.text)
            crashes.update({crash.rule: crash for crash in analysis.crashes if crash.rule not in crashes})
            left_out.append(analysis.left_out)
            return analysis

        result = fix_all(Source(file.text), analyze_again, unsafe=unsafe)
        if write and result.text != file.text:
            files.write(file, result.text)
        told = Analysis(crashes=tuple(crashes.values()), left_out=next(filter(None, left_out), ""))
        return FixReport(file.path, file, told, result=result)

    return examine(project, found, mend)


def _fixes(reports: Sequence[FileReport]) -> list[FixReport]:
    return [report for report in reports if isinstance(report, FixReport) and report.result.applied]


def _print_reports(reports: Sequence[FileReport], only_diff: bool) -> None:
    fixes = _fixes(reports)
    for report in fixes:
        if only_diff:
            _print_diff(report)
        else:
            _print_fixes(report)
    count = sum(len(report.result.applied) for report in fixes)
    done = "can be fixed" if only_diff else "fixed"
    message = f"{counted(count, 'smell')} {done} in {counted(len(fixes), 'file')}."
    click.echo(message if reports else "No Python files found.", err=only_diff)
    tell_trouble(reports)


def _print_fixes(report: FixReport) -> None:
    click.echo(click.style(shown(report.path), bold=True))
    for rule, count in sorted(Counter(finding.rule for finding in report.result.applied).items()):
        click.echo(f"  {count} × {rule}")


def _print_diff(report: FixReport) -> None:
    """Print a unified diff that ``patch -p0`` and ``git apply -p0`` take."""
    name = shown(report.path)
    before, after = _lines(report.file.text if report.file else ""), _lines(report.result.text)
    for line in difflib.unified_diff(before, after, name, name):
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        click.echo(click.style(line.removesuffix("\n"), fg=colour))
        if not line.endswith("\n"):
            click.echo("\\ No newline at end of file")


def _lines(text: str) -> list[str]:
    """Lines as ``patch`` counts them: what ends at ``\\n`` alone, its ending kept."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def with_progress(
    found: Sequence[Path | files.FileError], patience: float = PATIENCE
) -> Iterator[Path | files.FileError]:
    """Yield the same; on a terminal, show a progress bar on standard error once it takes longer than ``patience``."""
    started = time.monotonic()
    done = 0
    for item in found:
        yield item
        done += 1
        if sys.stderr.isatty() and time.monotonic() - started >= patience:
            break
    if done == len(found):
        return
    from rich.console import Console  # noqa: PLC0415 - rich is slow to import
    from rich.progress import Progress  # noqa: PLC0415

    # rich would send what is printed meanwhile to the bar's stream, and so a diff past its file.
    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        yield from progress.track(found[done:], total=len(found), completed=done, description="Fixing")
