"""``tensortidy fix``: quick fixes, applied to files."""

from __future__ import annotations

import difflib
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from tensortidy import files
from tensortidy.cli.selection import FAILED, FOUND, project_for, selection_options, shown
from tensortidy.engine import Analysis
from tensortidy.fixer import FixResult, fix_all
from tensortidy.project import Project
from tensortidy.source import Source

# How long people wait before they want to see that something moves, in seconds.
_PATIENCE = 2.0


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
    project = project_for(select, ignore, isolated)
    changed = 0
    failed = False
    total: Counter[str] = Counter()
    for item in _with_progress(files.discover(paths, project.is_excluded)):
        try:
            if isinstance(item, files.FileError):
                raise item
            file = files.read(item)
            result = _fix(project, file, unsafe)
            if result.text == file.text:
                continue
            if only_diff:
                _print_diff(file, result.text)
            else:
                files.write(file, result.text)
                _print_fixes(file, result)
        except files.FileError as error:
            failed = True
            click.echo(f"{click.style('error', fg='red', bold=True)} {shown(error.path)} {error.message}", err=True)
            continue
        changed += 1
        total.update(finding.rule for finding in result.applied)
    done = "can be fixed" if only_diff else "fixed"
    count = sum(total.values())
    click.echo(
        f"{count} smell{'' if count == 1 else 's'} {done} in {changed} file{'' if changed == 1 else 's'}.",
        err=only_diff,
    )
    if failed:
        sys.exit(FAILED)
    if only_diff and changed:
        sys.exit(FOUND)


def _fix(project: Project, file: files.SourceFile, unsafe: bool) -> FixResult:
    def analyze_again(source: Source) -> Analysis:
        return project.analyze(file.path, source.text)

    return fix_all(Source(file.text), analyze_again, unsafe=unsafe)


def _print_fixes(file: files.SourceFile, result: FixResult) -> None:
    click.echo(click.style(shown(file.path), bold=True))
    for rule, count in sorted(Counter(finding.rule for finding in result.applied).items()):
        click.echo(f"  {count} × {rule}")


def _print_diff(file: files.SourceFile, text: str) -> None:
    name = shown(file.path)
    before, after = file.text.splitlines(keepends=True), text.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, f"{name} (as it is)", f"{name} (fixed)"):
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        ending = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
        click.echo(click.style(line, fg=colour) + ending, nl=False)


def _with_progress(found: Iterable[Path | files.FileError]) -> Iterator[Path | files.FileError]:
    """Yield the same; on a terminal, show a progress bar on standard error once it takes long."""
    items = list(found)
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    remaining = iter(items)
    done = 0
    for item in remaining:
        yield item
        done += 1
        if time.monotonic() - started > _PATIENCE:
            break
    from rich.console import Console  # noqa: PLC0415 - rich is slow to import
    from rich.progress import track  # noqa: PLC0415

    if done < len(items):
        console = Console(stderr=True)
        yield from track(items[done:], "Fixing", console=console, transient=True)
