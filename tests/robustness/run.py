"""The long runs, over real files that ``make real-code`` has downloaded.

    python -m robustness.run [mutations|edits|fixes|soak|all] [--count NUMBER] [--start NUMBER]

Each kind is split into numbered tries, and what a number does never changes: a run that was interrupted goes on where
it was (``.real-code/robustness-KIND.txt`` remembers) unless ``--start`` says otherwise. A try that fails is written
into ``tests/robustness/seeds``, which ``make test`` tries again. Exits with 1 where one failed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from robustness import edits, fixes, soak
from robustness.corpus import CACHE, SEEDS, real
from robustness.mutations import examine, mutated

PATIENCE = 120.0  # CPU seconds: what takes longer is said to hang
_CHUNK = 20


def main() -> int:
    """Run what was asked for; gives the exit code."""
    parser = argparse.ArgumentParser(description="Try to break TensorTidy.")
    parser.add_argument("kind", nargs="?", default="all", choices=[*_COUNTS, "all"])
    parser.add_argument("--count", type=int, metavar="NUMBER", help="how many tries")
    parser.add_argument("--start", type=int, metavar="NUMBER", help="the first one, instead of where the last run was")
    arguments = parser.parse_args()
    kinds = list(_COUNTS) if arguments.kind == "all" else [arguments.kind]
    return max(_run(kind, arguments.start, arguments.count or _COUNTS[kind]()) for kind in kinds)


def _run(kind: str, start: int | None, count: int) -> int:
    if kind == "soak":
        return soak.main(count)
    memory = CACHE / f"robustness-{kind}.txt"
    first = start if start is not None else int(memory.read_text()) if memory.exists() else 0
    started, failed = time.perf_counter(), 0
    with multiprocessing.Pool() as pool:
        # in order, so that what is remembered as done is done
        tries = pool.imap(_TRIES[kind], range(first, count), chunksize=_CHUNK)
        for number, trouble in enumerate(tries, start=first):
            if trouble:
                failed += 1
                print(f"{kind} {number}: {trouble}\n", flush=True)
            if number % 100 == 99:
                memory.write_text(str(number + 1))
                print(f"{number + 1:,} of {count:,} {kind}, {failed} failed", file=sys.stderr, flush=True)
    memory.unlink(missing_ok=True)
    seconds = time.perf_counter() - started
    print(f"{max(count - first, 0):,} {kind} tried in {seconds:,.0f} seconds, {failed} failed.")
    return 1 if failed else 0


def _mutation(number: int) -> str:
    path = real()[number % len(real())]
    text = mutated(path.read_bytes(), number)
    if text is None:
        return ""
    return _guarded(path, lambda: examine(text), f"mutation-{number}.txt", lambda: text)


def _edit(number: int) -> str:
    path = real()[number % len(real())]
    sequence = edits.sequence(path, number)
    return _guarded(path, lambda: edits.examine(sequence), f"edits-{number}.json", sequence.to_json)


def _fix(number: int) -> str:
    path = real()[number]
    return _guarded(path, lambda: fixes.examine(path), f"fix-{number}.txt", lambda: path.read_text("utf-8"))


def _guarded(path: Path, work: Callable[[], object], seed: str, kept: Callable[[], str]) -> str:
    """Do some work; what is wrong is written down, with the seed, and given."""
    signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        work()
    except Exception:
        (SEEDS / seed).write_bytes(kept().encode("utf-8", "surrogatepass"))
        return f"{path.relative_to(CACHE)}\n{traceback.format_exc()}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return ""


def _give_up(*_: object) -> None:
    raise TimeoutError(f"it hangs: more than {PATIENCE:.0f} seconds of CPU time")


_TRIES: dict[str, Callable[[int], str]] = {"mutations": _mutation, "edits": _edit, "fixes": _fix}
_COUNTS: dict[str, Callable[[], int]] = {
    "mutations": lambda: 100_000,
    "edits": lambda: 5_000,
    "fixes": lambda: len(real()),
    "soak": lambda: 20_000,
}


if __name__ == "__main__":
    sys.exit(main())
