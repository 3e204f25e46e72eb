"""``tensortidy check``: what is wrong in files."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

from tensortidy import files
from tensortidy.cache import Texts
from tensortidy.cli.look import look
from tensortidy.cli.output import json_report, text_report
from tensortidy.cli.reports import FAILED, FOUND, FileReport, examine
from tensortidy.cli.selection import Selection, known_rules, selection_options, speed_options
from tensortidy.cli.trouble import tell_trouble
from tensortidy.cli.work import Worker
from tensortidy.project import Project
from tensortidy.source import Source

STANDARD_INPUT = Path("-")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@selection_options
@speed_options
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 although there are findings.")
@click.option("--stdin-filename", type=click.Path(path_type=Path), help="The path that `-` stands for.")
def check(
    paths: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    isolated: bool,
    jobs: int | None,
    cache: Path | None,
    output_format: str,
    exit_zero: bool,
    stdin_filename: Path | None,
) -> None:
    """Report smells in files and folders (by default the current one; `-` is standard input).

    Exits with 0 when all is clean, 1 when there are findings, 2 when something could not be checked.
    """
    started = time.perf_counter()
    if STANDARD_INPUT in paths and len(paths) > 1:
        raise click.UsageError("`-` is standard input and cannot be mixed with paths")
    if stdin_filename is not None and paths != (STANDARD_INPUT,):
        raise click.UsageError("--stdin-filename names standard input: give `-` as the path")
    selection = Selection(select, ignore, isolated)
    if paths == (STANDARD_INPUT,):
        project = selection.project(known_rules())
        reports = list(_standard_input(project, stdin_filename or Path("<stdin>")))
    else:
        project, reports = look(paths or (Path(),), selection, jobs=jobs, cache=cache)
    if output_format == "json":
        click.echo(json_report(reports, project.registry, time.perf_counter() - started))
    else:
        text_report(reports)
    tell_trouble(reports)
    if any(item.failed for item in reports):
        sys.exit(FAILED)
    if any(item.analysis.findings for item in reports) and not exit_zero:
        sys.exit(FOUND)


def report(project: Project, found: Path | files.FileError) -> FileReport:
    """What is to be said of one file that was found. Changes nothing."""
    return Worker(project, Texts(), ()).report(found)


def _standard_input(project: Project, name: Path) -> Iterator[FileReport]:
    def analyze(file: files.SourceFile) -> FileReport:
        project.change(name, file.text)  # for files that import this one, and are imported by it
        return FileReport(name, file, project.analyze(name, Source(file.text)))

    if not project.is_excluded(name):
        raw = sys.stdin.buffer.read()
        yield examine(project, name, analyze, read=lambda path: files.decode(path, raw))
