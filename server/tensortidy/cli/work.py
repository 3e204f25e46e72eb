"""The work of one process: files read once, and analysed as parts of one project."""

from __future__ import annotations

import gc
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tensortidy import files
from tensortidy.cache import Facts, Texts, gather
from tensortidy.cli.reports import FileReport, examine
from tensortidy.knowledge import OwnFacts
from tensortidy.project import Project
from tensortidy.source import Source

GatheredFacts = dict[OwnFacts, Facts]
"""What answers rest on, for each set of facts that users tell."""

# A process takes half a second to start, and this many characters (some 5,000 lines) a second.
_WORTH_A_PROCESS = 200_000
# So many more objects are made before the next search for garbage, and so many searches pass before a wider one.
_COLLECT = (50_000, 20, 20)


class Worker:
    """What looks at files: one project, and each file read once. Every process has one."""

    def __init__(self, project: Project, texts: Texts, together: Sequence[Path]) -> None:
        self.project = project
        self.texts = texts
        self.together = together
        self._naming: defaultdict[OwnFacts, dict[str, dict[str, bool]]] = defaultdict(dict)

    def report(self, found: Path | files.FileError) -> FileReport:
        """What is to be said of one file that was found. Changes nothing."""

        def analyze(file: files.SourceFile) -> FileReport:
            return FileReport(file.path, file, self.project.analyze(file.path, Source(file.text)))

        return examine(self.project, found, analyze, read=self._read)

    def _read(self, path: Path) -> files.SourceFile:
        return replace(self.texts.read(files.absolute(path)), path=path)

    def facts(self) -> GatheredFacts:
        """What all reports so far rest on."""
        return {
            own: gather(program, self.texts, self.together, self._naming[own])
            for own, program in self.project.programs.items()
        }


def processes_for(characters: int, jobs: int | None) -> int:
    """How many processes are worth starting for so much text; ``jobs`` says how many there may be."""
    return max(1, min(jobs or cores(), characters // _WORTH_A_PROCESS))


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def collect_seldom() -> None:
    """Look for garbage seldom: nearly all of what an analysis makes stays until its end, and is found there again."""
    gc.freeze()
    gc.set_threshold(*_COLLECT)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """As ``collect_seldom``, for a time."""
    usual = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
