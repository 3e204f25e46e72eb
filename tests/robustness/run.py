"""The long runs, over real files that ``make real-code`` has downloaded.

    python -m robustness.run [mutations|edits|projects|fixes|shapes|soak|all] [--count NUMBER] [--start NUMBER]

Each kind is split into numbered tries, and what a number does never changes: a run that was interrupted goes on where
it was (``.real-code/robustness-KIND.txt`` remembers) unless ``--start`` says otherwise. A try that fails is written
into ``tests/robustness/seeds``, which ``make test`` tries again. Exits with 1 where one failed.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from robustness import edits, fixes, shapes, soak
from robustness.corpus import CACHE, SEEDS, projects, real, short
from robustness.mutations import examine, mutated

PATIENCE = 120.0  # CPU seconds: what takes longer is said to hang
_CHUNK = 20
_PROCESSES = os.cpu_count() or 1
_LONG_FILE = 10  # each tenth try is with a file of any length: they take seconds
_LONG_SHAPE = 100_000  # characters


def main() -> int:
    """Run what was asked for; gives the exit code."""
    parser = argparse.ArgumentParser(description="Try to break TensorTidy.")
    parser.add_argument("kind", nargs="?", default="all", choices=[*_COUNTS, "all"])
    parser.add_argument("--count", type=int, metavar="NUMBER", help="where to end")
    parser.add_argument("--start", type=int, metavar="NUMBER", help="where to begin, instead of where the last run was")
    arguments = parser.parse_args()
    kinds = list(_COUNTS) if arguments.kind == "all" else [arguments.kind]
    return max(_run(kind, arguments.start, arguments.count or _COUNTS[kind]()) for kind in kinds)


def _run(kind: str, start: int | None, count: int) -> int:
    if kind == "soak":
        return soak.main(count)
    if kind in _ON_REAL_FILES:
        real()  # downloads, which several processes would do at once
    memory = CACHE / f"robustness-{kind}.txt"
    first = start if start is not None else int(memory.read_text()) if memory.exists() else 0
    started, failed = time.perf_counter(), 0
    for number, trouble in enumerate(_tries(kind, first, count), start=first):
        if trouble:
            failed += 1
            print(f"{kind} {number}: {trouble}\n", flush=True)
        if number % 100 == 99:
            memory.write_text(str(number + 1))
            print(f"{number + 1:,} of {count:,} {kind}, {failed} failed", file=sys.stderr, flush=True)
    memory.unlink(missing_ok=True)
    seconds, done = time.perf_counter() - started, max(count - first, 0)
    rate = done / seconds / _PROCESSES
    print(f"{done:,} {kind} in {seconds:,.0f} seconds, {rate:,.1f} a second and process, {failed} failed.")
    return 1 if failed else 0


# ---------------------------------------------------------------- processes


def _tries(kind: str, first: int, count: int) -> Iterator[str]:
    """What went wrong in each try (mostly nothing), in order: what is remembered as done is done."""
    starts = deque(range(first, count, _CHUNK))
    while starts:
        with ProcessPoolExecutor(_PROCESSES) as pool:
            running: deque[tuple[int, Future[list[str]]]] = deque()
            while starts or running:
                while starts and len(running) < 4 * _PROCESSES:
                    begin = starts.popleft()
                    running.append((begin, pool.submit(_chunk, kind, begin, min(begin + _CHUNK, count))))
                begin, future = running.popleft()
                try:
                    yield from future.result()
                except BrokenProcessPool:
                    yield from _one_by_one(kind, begin, min(begin + _CHUNK, count))
                    starts.extendleft(other for other, _ in reversed(running))
                    break


def _one_by_one(kind: str, begin: int, end: int) -> Iterator[str]:
    """The same with a process for each try, where one of them may have killed its process."""
    for number in range(begin, end):
        with ProcessPoolExecutor(1) as pool:
            try:
                yield from pool.submit(_chunk, kind, number, number + 1).result()
            except BrokenProcessPool:
                yield "it kills its process"


def _chunk(kind: str, begin: int, end: int) -> list[str]:
    return [_TRIES[kind](number) for number in range(begin, end)]


# ---------------------------------------------------------------- tries


def _file(number: int) -> Path:
    """The file of a try."""
    chosen = short() if number % _LONG_FILE else real()
    return chosen[number % len(chosen)]


def _mutation(number: int) -> str:
    path = _file(number)
    text = mutated(path.read_bytes(), number)
    if text is None:
        return ""
    return _guarded(path, lambda: examine(text), f"mutation-{number}.txt", lambda: text)


def _edit(number: int) -> str:
    path = _file(number)
    sequence = edits.sequence(path, number)
    return _guarded(path, lambda: edits.examine(sequence), f"edits-{number}.json", sequence.to_json)


def _project(number: int) -> str:
    folder = projects()[number % len(projects())]
    sequence = edits.project_sequence(folder, number)
    return _guarded(folder, lambda: edits.examine_project(sequence), f"project-{number}.json", sequence.to_json)


def _fix(number: int) -> str:
    path = real()[number]
    return _guarded(path, lambda: fixes.examine(path), f"fix-{number}.txt", lambda: path.read_text("utf-8"))


def _shape(number: int) -> str:
    name = list(shapes.SHAPES)[number]
    return _guarded(Path(name), lambda: shapes.examine(name, _LONG_SHAPE))


def _guarded(path: Path, work: Callable[[], object], seed: str = "", kept: Callable[[], str] = str) -> str:
    """Do some work; what is wrong is given, and what it was tried on is written down under the name of the seed."""
    signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        work()
    except Exception:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if seed:
            (SEEDS / seed).write_bytes(kept().encode("utf-8", "surrogatepass"))
        return f"{path}\n{traceback.format_exc()}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return ""


def _give_up(*_: object) -> None:
    raise TimeoutError(f"it hangs: more than {PATIENCE:.0f} seconds of CPU time")


_TRIES: dict[str, Callable[[int], str]] = {
    "mutations": _mutation,
    "edits": _edit,
    "projects": _project,
    "fixes": _fix,
    "shapes": _shape,
}
_ON_REAL_FILES = frozenset({"mutations", "edits", "fixes"})
_COUNTS: dict[str, Callable[[], int]] = {
    "mutations": lambda: 100_000,
    "edits": lambda: 5_000,
    "projects": lambda: 5_000,
    "fixes": lambda: len(real()),
    "shapes": lambda: len(shapes.SHAPES),
    "soak": lambda: 20_000,
}


if __name__ == "__main__":
    sys.exit(main())
