"""Options that commands share: which rules are on, and the project that answers for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from tensortidy import files
from tensortidy.cache import default_folder
from tensortidy.cli.configurations import Configurations
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


def speed_options(command: Command) -> Command:
    """Add the options that say what may be used to be fast: ``jobs``, and ``cache``, a folder or None."""
    for option in (
        click.option("--no-cache", "no_cache", is_flag=True, help="Keep no answers for the next run, and use none."),
        click.option(
            "--cache-dir",
            type=click.Path(file_okay=False, path_type=Path),
            envvar="TENSORTIDY_CACHE_DIR",
            help="Where answers are kept; by default in your own folder of caches.",
        ),
        click.option("--jobs", type=click.IntRange(min=1), help="Processes to use, at most; by default all cores."),
    ):
        command = option(command)

    @wraps(command)
    def run(*arguments: Any, no_cache: bool, cache_dir: Path | None, **options: Any) -> Any:
        folder = None if no_cache else cache_dir or default_folder()
        return command(*arguments, cache=folder, **options)

    return cast(Command, run)


@dataclass(frozen=True)
class Selection:
    """The options that choose rules and configuration, as they were given."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    isolated: bool = False

    def project(
        self,
        registry: Registry,
        together: Sequence[Path] = (),
        read: Callable[[Path], files.SourceFile] = files.read,
    ) -> Project:
        """The project that the options describe. Raises click.BadParameter for names that do not exist.

        ``together`` holds, by the time that one of them is analysed, the absolute paths of files that may call one
        another; ``read`` reads one of them.
        """
        overrides: dict[str, Any] = {}
        for name, given in (("select", self.select), ("ignore", self.ignore)):
            chosen = [item.strip() for text in given for item in text.split(",") if item.strip()]
            _require_known(chosen, registry, name)
            if chosen:
                overrides[name] = chosen
        return Project(registry, overrides=overrides, isolated=self.isolated, paths=lambda _: together, read=read)

    def files(
        self, paths: Sequence[Path], read: Callable[[Path], files.SourceFile] = files.read
    ) -> tuple[Configurations, list[Path | files.FileError]]:
        """The project with its configurations, and the files under some paths, which may call one another.

        Raises click.BadParameter for names that do not exist.
        """
        together: list[Path] = []
        project = self.project(known_rules(), together, read)
        configurations = Configurations(project)
        found = list(files.discover(paths, configurations.is_excluded, files.WITH_NOTEBOOKS, environments=True))
        together.extend(files.absolute(item) for item in found if isinstance(item, Path) and files.is_python(item))
        return configurations, found


def known_rules() -> Registry:
    """All rules; packs that could not be loaded are told on standard error."""
    registry = load()
    for problem in registry.problems:
        click.echo(f"{click.style('warning', fg='yellow', bold=True)} {problem}", err=True)
    return registry


def _require_known(names: list[str], registry: Registry, option: str) -> None:
    known = selectors_of(registry.rules)
    for name in names:
        if name not in known:
            message = f"there is no rule or framework `{name}`{did_you_mean(name, known)}"
            raise click.BadParameter(message, param_hint=f"--{option}")
