"""All files that were found, looked at: from memory where that is true, by all cores where that pays off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from tensortidy import files
from tensortidy.cache import Store, Texts, stamp
from tensortidy.cli.configurations import Configurations
from tensortidy.cli.memory import Memory
from tensortidy.cli.progress import with_progress
from tensortidy.cli.reports import FileReport
from tensortidy.cli.selection import Selection
from tensortidy.cli.work import GatheredFacts, Worker, collecting_seldom, processes_for
from tensortidy.project import Project


def look(
    paths: Sequence[Path], selection: Selection, *, jobs: int | None = None, cache: Path | None = None
) -> tuple[Project, list[FileReport]]:
    """The project, and what is to be said of the files under some paths, in the order in which they are found.

    ``jobs`` is the greatest number of processes, by default that of the cores; ``cache`` the folder where answers
    are kept, None for none. Raises click.BadParameter for rules that do not exist.
    """
    with collecting_seldom():
        texts = Texts()
        configurations, found = selection.files(paths, texts.read)
        project = configurations.project
        memory: Memory | None = None
        if cache is not None:
            memory = Memory(Store(cache, stamp(project.registry)), configurations, texts, paths, found, _note)
        reports = {
            number: report
            for number, item in enumerate(found)
            if memory is not None and isinstance(item, Path) and (report := memory.report(item)) is not None
        }
        left = [(number, item) for number, item in enumerate(found) if number not in reports]
        facts: list[GatheredFacts] = []
        if left:
            together = [files.absolute(item) for item in found if isinstance(item, Path) and files.is_python(item)]
            fresh = _fresh(left, Worker(project, texts, together), configurations, selection, jobs, facts)
            reports.update(with_progress(fresh, len(left), "Checking"))
        if memory is not None:
            memory.keep([reports[number] for number, _ in left], facts)
    return project, [reports[number] for number in range(len(found))]


def _fresh(
    left: Sequence[tuple[int, Path | files.FileError]],
    here: Worker,
    configurations: Configurations,
    selection: Selection,
    jobs: int | None,
    facts: list[GatheredFacts],
) -> Iterator[tuple[int, FileReport]]:
    """Reports that are made now, in any order, with their numbers; what they rest on is added to ``facts``."""

    def length(path: Path) -> int:
        """How many characters there are to analyse in a file: none where it names no framework."""
        text = here.texts.text(files.absolute(path)) or ""
        knowledge = here.project.knowledge_for(configurations.config_for(path))
        return len(text) if knowledge.names_a_framework(text) else 0

    lengths = [length(item) if isinstance(item, Path) else 0 for _, item in left]
    processes = processes_for(sum(lengths), jobs)
    sent = [
        (number, item, size)
        for (number, item), size in zip(left, lengths, strict=True)
        if size and processes > 1 and isinstance(item, Path)
    ]
    away = {number for number, _, _ in sent}
    yield from ((number, here.report(item)) for number, item in left if number not in away)
    facts.append(here.facts())
    if sent:
        from tensortidy.cli.jobs import look_at, portions  # noqa: PLC0415 - what starts processes is seldom needed

        for portion, reports, found in look_at(portions(sent, processes), selection, here.together, processes):
            yield from zip(portion.numbers, reports, strict=True)
            facts.append(found)


def _note(problem: str) -> None:
    click.echo(f"{click.style('cache', fg='yellow', bold=True)} {problem}", err=True)
