"""``tensortidy check``: what is wrong in files."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from tensortidy import files
from tensortidy.cli.output import json_report, text_report
from tensortidy.cli.selection import FAILED, FOUND, FileReport, project_for, reports, selection_options
from tensortidy.project import Project


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@selection_options
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 although there are findings.")
@click.option("--stdin-filename", type=click.Path(path_type=Path), help="The path that `-` stands for.")
def check(
    paths: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    isolated: bool,
    output_format: str,
    exit_zero: bool,
    stdin_filename: Path | None,
) -> None:
    """Report smells in files and folders (by default the current one; `-` is standard input).

    Exits with 0 when all is clean, 1 when there are findings, 2 when something could not be checked.
    """
    started = time.perf_counter()
    project = project_for(select, ignore, isolated)
    chosen = paths or (Path(),)
    if chosen == (Path("-"),):
        found = [_standard_input(project, stdin_filename)]
    else:
        found = list(reports(project, chosen))
    problems = {problem for report in found for problem in project.problems(report.path)}
    broken = sorted(problems, key=str)
    seconds = time.perf_counter() - started
    if output_format == "json":
        click.echo(json_report(found, broken, seconds))
    else:
        text_report(found, broken)
    failed = bool(broken) or any(report.error or report.analysis.crashes for report in found)
    if failed:
        sys.exit(FAILED)
    if any(report.analysis.findings for report in found) and not exit_zero:
        sys.exit(FOUND)


def _standard_input(project: Project, path: Path | None) -> FileReport:
    name = path or Path("<stdin>")
    try:
        file = files.decode(name, sys.stdin.buffer.read())
    except files.FileError as error:
        return FileReport(name, error=error.message)
    return FileReport(name, file, project.analyze(path, file.text))
