"""All files that were found, looked at: from memory where that is true, by all cores where that pays off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from tensortidy import files
from tensortidy.cache import Store, Texts, stamp
from tensortidy.cli.jobs import GatheredFacts, Worker, collecting_seldom, look_at, portions, processes_for
from tensortidy.cli.memory import Memory
from tensortidy.cli.reports import FileReport
from tensortidy.cli.selection import Selection
from tensortidy.project import Project


def look(
    paths: Sequence[Path], selection: Selection, *, jobs: int | None = None, cache: Path | None = None
) -> tuple[Project, list[FileReport]]:
    """The project, and what is to be said of the files under some paths, in the order in which they are found.

    ``jobs`` is the greatest number of processes, by default that of the cores; ``cache`` the folder where answers
    are kept, None for none. Raises click.BadParameter for rules that do not exist.
    """
    texts = Texts()
    project, found = selection.files(paths, texts.read)
    memory = Memory(Store(cache, stamp(project.registry)), project, texts, paths, found, _note) if cache else None
    reports = {
        number: report
        for number, item in enumerate(found)
        if memory is not None and isinstance(item, Path) and (report := memory.report(item)) is not None
    }
    left = [(number, item) for number, item in enumerate(found) if number not in reports]
    grounds: list[GatheredFacts] = []
    together = [files.absolute(item) for item in found if isinstance(item, Path)]
    if left:
        with collecting_seldom():
            reports.update(_fresh(left, Worker(project, texts, together), selection, jobs, grounds))
    if memory is not None:
        memory.keep([reports[number] for number, _ in left], grounds)
    return project, [reports[number] for number in range(len(found))]


def _fresh(
    left: Sequence[tuple[int, Path | files.FileError]],
    here: Worker,
    selection: Selection,
    jobs: int | None,
    grounds: list[GatheredFacts],
) -> Iterator[tuple[int, FileReport]]:
    """Reports that are made now, in any order, with their numbers; what they rest on is added to ``grounds``."""
    sized = [(number, item, _length(here, item)) for number, item in left if isinstance(item, Path)]
    processes = processes_for(sum(length for _, _, length in sized), jobs)
    if processes == 1:
        yield from ((number, here.report(item)) for number, item in left)
        grounds.append(here.grounds())
        return
    yield from ((number, here.report(item)) for number, item in left if not isinstance(item, Path))
    for portion, reports, found in look_at(portions(sized, processes), selection, here.together, processes):
        yield from zip(portion.numbers, reports, strict=True)
        grounds.append(found)


def _length(worker: Worker, path: Path) -> int:
    """How many characters there are to analyse in a file: none where it names no framework."""
    text = worker.texts.text(files.absolute(path)) or ""
    knowledge = worker.project.knowledge_for(worker.project.config_for(path))
    return len(text) if knowledge.names_a_framework(text) else 0


def _note(problem: str) -> None:
    click.echo(f"{click.style('cache', fg='yellow', bold=True)} {problem}", err=True)
