"""What went wrong, told on standard error: files, configurations and rules, each once."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tensortidy.checking import Crash
from tensortidy.cli.reports import FileReport, counted, shown
from tensortidy.cli.terminal import on_one_line
from tensortidy.config import ConfigProblem


def tell_trouble(reports: Sequence[FileReport]) -> None:
    """Print each file that could not be used, each problem with a configuration, and each rule that crashed."""
    for problem in config_problems(reports):
        _tell("configuration", f"{place_of(problem)} {problem.message}")
    for report in reports:
        if report.error:
            _tell("error", f"{shown(report.path)} {report.error}")
    for rule, places in _crashes(reports).items():
        report, crash = places[0]
        more = f", and in {counted(len(places) - 1, 'more file')}" if len(places) > 1 else ""
        where = f"at {report.place(crash.line)}{more}"
        _tell("crash", f"the rule `{rule}` crashed {where}; its findings there are missing: {crash.message}")


def config_problems(reports: Sequence[FileReport]) -> list[ConfigProblem]:
    """The problems of all configurations in use, each once."""
    found = {problem for report in reports for problem in report.problems}
    return sorted(found, key=lambda problem: (str(problem.path), problem.line or 0, problem.message))


def place_of(problem: ConfigProblem) -> str:
    """Where the problem stands, as ``pyproject.toml:3:``."""
    return f"{shown(problem.path)}:{problem.line}:" if problem.path is not None else ""


def _crashes(reports: Sequence[FileReport]) -> dict[str, list[tuple[FileReport, Crash]]]:
    found: dict[str, list[tuple[FileReport, Crash]]] = {}
    for report in reports:
        for crash in report.analysis.crashes:
            found.setdefault(crash.rule, []).append((report, crash))
    return found


def _tell(kind: str, message: str) -> None:
    click.echo(f"{click.style(kind, fg='red', bold=True)} {on_one_line(message)}", err=True)
