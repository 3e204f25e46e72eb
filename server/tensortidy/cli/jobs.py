"""Files analysed by several processes at once, each of which knows the whole project."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from tensortidy.cache import Texts
from tensortidy.cli.reports import FileReport
from tensortidy.cli.selection import Selection
from tensortidy.cli.work import GatheredFacts, Worker, collect_seldom
from tensortidy.registry import load

# Each process gets its files in so many portions: large enough that what files of a folder have in common is found out
# once, small enough that all processes end at about the same time.
_PORTIONS = 4
_KILLED = "could not be analysed: its process was killed, perhaps for want of memory"


@dataclass(frozen=True)
class Portion:
    """Neighbouring files that one process looks at, by their places in the list of all."""

    numbers: tuple[int, ...]
    paths: tuple[Path, ...]


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


# ---------------------------------------------------------------- in a process of its own

_worker: Worker | None = None


def _start(selection: Selection, together: tuple[Path, ...]) -> None:
    global _worker  # noqa: PLW0603 - the one thing that a process is for
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once, and without a word
    threading.Thread(target=_end_with_parent, daemon=True).start()
    texts = Texts()
    _worker = Worker(selection.project(load(), together, texts.read), texts, together)
    collect_seldom()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _examine(portion: Portion) -> tuple[list[FileReport], GatheredFacts]:
    assert _worker is not None
    return [_worker.report(path) for path in portion.paths], _worker.facts()
