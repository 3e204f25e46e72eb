"""Files analysed by several processes at once, each of which knows the whole project."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tensortidy import files
from tensortidy.cache import Facts, Texts, gather
from tensortidy.cli.reports import FileReport, examine
from tensortidy.cli.selection import Selection
from tensortidy.knowledge import OwnFacts
from tensortidy.project import Project
from tensortidy.registry import load

GatheredFacts = dict[OwnFacts, Facts]
"""What answers rest on, for each set of facts that users tell."""

# A process takes half a second to start, and this many characters (some 5,000 lines) a second.
_WORTH_A_PROCESS = 200_000
# Each process gets its files in so many portions: large enough that what files of a folder have in common is found out
# once, small enough that all processes end at about the same time.
_PORTIONS = 4
# So many more objects are made before the next search for garbage, and so many searches pass before a wider one.
_COLLECT = (50_000, 20, 20)
_KILLED = "could not be analysed: its process was killed, perhaps for want of memory"


@dataclass(frozen=True)
class Portion:
    """Neighbouring files that one process looks at, by their places in the list of all."""

    numbers: tuple[int, ...]
    paths: tuple[Path, ...]


class Worker:
    """What looks at files: one project, and each file read once. Every process has one."""

    def __init__(self, project: Project, texts: Texts, together: Sequence[Path]) -> None:
        self.project = project
        self.texts = texts
        self.together = together

    def report(self, found: Path | files.FileError) -> FileReport:
        """What is to be said of one file that was found. Changes nothing."""

        def analyze(file: files.SourceFile) -> FileReport:
            return FileReport(file.path, file, self.project.analyze(file.path, file.text))

        return examine(self.project, found, analyze, read=self._read)

    def _read(self, path: Path) -> files.SourceFile:
        return replace(self.texts.read(files.absolute(path)), path=path)

    def grounds(self) -> GatheredFacts:
        """What all reports so far rest on."""
        return {own: gather(program, self.texts, self.together) for own, program in self.project.programs.items()}


def processes_for(characters: int, jobs: int | None) -> int:
    """How many processes are worth starting for so much text; ``jobs`` says how many there may be."""
    return max(1, min(jobs or cores(), characters // _WORTH_A_PROCESS))


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def portions(paths: Sequence[tuple[int, Path, int]], processes: int) -> list[Portion]:
    """Files, given with their numbers and lengths in characters, in portions of about the same length."""
    limit = sum(length for _, _, length in paths) / (processes * _PORTIONS)
    found: list[list[tuple[int, Path]]] = [[]]
    filled = 0
    for number, path, length in paths:
        if filled >= limit:
            found.append([])
            filled = 0
        found[-1].append((number, path))
        filled += length
    return [Portion(tuple(number for number, _ in items), tuple(path for _, path in items)) for items in found if items]


def look_at(
    work: Sequence[Portion], selection: Selection, together: Sequence[Path], processes: int
) -> Iterator[tuple[Portion, list[FileReport], GatheredFacts]]:
    """Analyse portions in processes of their own; each is given as soon as it is done.

    A process that dies costs the file that killed it, and no other.
    """
    done = set()
    for result in _pooled(work, selection, together, processes):
        done.add(result[0])
        yield result
    left = [
        Portion((number,), (path,))
        for portion in work
        if portion not in done
        for number, path in zip(portion.numbers, portion.paths, strict=True)
    ]
    while left:
        results = list(_pooled(left, selection, together, 1))
        yield from results
        left = left[len(results) :]
        if left:  # one process takes them in order, so that it was the next one that killed it
            killer = left.pop(0)
            yield killer, [FileReport(killer.paths[0], error=_KILLED)], {}


def _pooled(
    work: Sequence[Portion], selection: Selection, together: Sequence[Path], processes: int
) -> Iterator[tuple[Portion, list[FileReport], GatheredFacts]]:
    """Analyse portions until all are done, or a process dies."""
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(selection, tuple(together)),
    )
    try:
        futures = {pool.submit(_examine, portion): portion for portion in work}
        for future in as_completed(futures):
            yield futures[future], *future.result()
        pool.shutdown()
    except BrokenProcessPool:
        return
    finally:  # after Ctrl-C nobody waits for what is under way
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for garbage seldom: nearly all of what an analysis makes stays until its end, and is found there again."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_COLLECT)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


# ---------------------------------------------------------------- in a process of its own

_worker: Worker | None = None


def _start(selection: Selection, together: tuple[Path, ...]) -> None:
    global _worker  # noqa: PLW0603 - the one thing that a process is for
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once, and without a word
    threading.Thread(target=_end_with_parent, daemon=True).start()
    texts = Texts()
    _worker = Worker(selection.project(load(), together, texts.read), texts, together)
    gc.freeze()
    gc.set_threshold(*_COLLECT)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _examine(portion: Portion) -> tuple[list[FileReport], GatheredFacts]:
    assert _worker is not None
    return [_worker.report(path) for path in portion.paths], _worker.grounds()
