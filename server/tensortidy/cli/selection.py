"""Options that commands share: which rules, which files, and the project that answers for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from tensortidy import files
from tensortidy.config import did_you_mean, selectors_of
from tensortidy.engine import Analysis
from tensortidy.project import Project
from tensortidy.registry import Registry, load

Command = TypeVar("Command", bound=Callable[..., Any])

FOUND = 1
FAILED = 2


def selection_options(command: Command) -> Command:
    """Add the options that choose rules and configuration."""
    for option in (
        click.option("--isolated", is_flag=True, help="Read no configuration files."),
        click.option("--ignore", multiple=True, metavar="RULES", help="Rules to leave out, parted by commas."),
        click.option("--select", multiple=True, metavar="RULES", help="Rules to run, parted by commas."),
    ):
        command = option(command)
    return command


def project_for(select: Sequence[str], ignore: Sequence[str], isolated: bool) -> Project:
    """The project that the options describe. Raises click.BadParameter for names that do not exist."""
    registry = load()
    for problem in registry.problems:
        click.echo(f"warning: {problem}", err=True)
    overrides: dict[str, Any] = {}
    for name, given in (("select", select), ("ignore", ignore)):
        chosen = [item.strip() for text in given for item in text.split(",") if item.strip()]
        if chosen:
            overrides[name] = _known(chosen, registry, name)
    return Project(registry, overrides=overrides, isolated=isolated)


def _known(names: list[str], registry: Registry, option: str) -> list[str]:
    known = selectors_of(registry.rules)
    for name in names:
        if name not in known:
            message = f"there is no rule or framework `{name}`{did_you_mean(name, known)}"
            raise click.BadParameter(message, param_hint=f"--{option}")
    return names


@dataclass(frozen=True)
class FileReport:
    """One file's analysis, or why there is none."""

    path: Path
    file: files.SourceFile | None = None
    analysis: Analysis = Analysis()
    error: str = ""


def reports(project: Project, paths: Sequence[Path]) -> Iterator[FileReport]:
    """Analyse the Python files under some paths, one after another."""
    for item in files.discover(paths, project.is_excluded):
        yield (
            FileReport(item.path, error=item.message) if isinstance(item, files.FileError) else report(project, item)
        )


def report(project: Project, path: Path) -> FileReport:
    """Analyse one file. A file that cannot be read gives a report with an error."""
    try:
        file = files.read(path)
    except files.FileError as error:
        return FileReport(path, error=error.message)
    return FileReport(path, file, project.analyze(path, file.text))


def shown(path: Path) -> str:
    """A path as people want to read it: relative where it lies below the current folder."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
