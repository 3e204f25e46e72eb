"""Options that commands share: which rules are on, and the project that answers for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from tensortidy import files
from tensortidy.config import selectors_of
from tensortidy.config_values import did_you_mean
from tensortidy.project import Project
from tensortidy.registry import Registry, load

Command = TypeVar("Command", bound=Callable[..., Any])


def selection_options(command: Command) -> Command:
    """Add the options that choose rules and configuration."""
    for option in (
        click.option("--isolated", is_flag=True, help="Read no configuration files."),
        click.option("--ignore", multiple=True, metavar="RULES", help="Rules to leave out, parted by commas."),
        click.option("--select", multiple=True, metavar="RULES", help="Rules to run, parted by commas."),
    ):
        command = option(command)
    return command


def files_for(
    paths: Sequence[Path], select: Sequence[str], ignore: Sequence[str], isolated: bool
) -> tuple[Project, list[Path | files.FileError]]:
    """The project that the options describe, and the files to look at, which may call one another.

    Raises click.BadParameter for names that do not exist.
    """
    together: list[Path] = []
    project = project_for(select, ignore, isolated, together)
    found = list(files.discover(paths, project.is_excluded))
    together.extend(Path(os.path.abspath(item)) for item in found if isinstance(item, Path))
    return project, found


def project_for(select: Sequence[str], ignore: Sequence[str], isolated: bool, together: Sequence[Path] = ()) -> Project:
    """The project that the options describe. Raises click.BadParameter for names that do not exist.

    ``together`` holds, by the time that one of them is analysed, the absolute paths of files that may call one another.
    """
    registry = load()
    for problem in registry.problems:
        click.echo(f"{click.style('warning', fg='yellow', bold=True)} {problem}", err=True)
    overrides: dict[str, Any] = {}
    for name, given in (("select", select), ("ignore", ignore)):
        chosen = [item.strip() for text in given for item in text.split(",") if item.strip()]
        _require_known(chosen, registry, name)
        if chosen:
            overrides[name] = chosen
    return Project(registry, overrides=overrides, isolated=isolated, paths=lambda _: together)


def _require_known(names: list[str], registry: Registry, option: str) -> None:
    known = selectors_of(registry.rules)
    for name in names:
        if name not in known:
            message = f"there is no rule or framework `{name}`{did_you_mean(name, known)}"
            raise click.BadParameter(message, param_hint=f"--{option}")
