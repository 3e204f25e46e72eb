"""How long the analysis of a file from nothing takes, in parses of the same text by parso alone.

    python -m bench.analysis [--lines 1000] [--files 40]

Takes files of about that length, which name a framework, from the packages that ``make real-code`` has downloaded.
"""

from __future__ import annotations

import argparse
import gc
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import parso
from parso.grammar import load_grammar

import tensortidy
from real_code.run import CACHE
from tensortidy import files
from tensortidy.engine import analyze
from tensortidy.knowledge import built_in
from tensortidy.registry import load
from tensortidy.source import Source

GOAL = 2.5  # parses
ROUNDS = 7  # the best of them counts: what else the machine does only ever adds


@dataclass(frozen=True)
class Measured:
    """How many parses an analysis takes: ``ratios`` has one entry for each file, by its path in the packages."""

    lines: int
    ratios: dict[str, float]


def main() -> int:
    """Measure and print; gives the exit code."""
    parser = argparse.ArgumentParser(description="Compare an analysis with parso's own parse.")
    parser.add_argument("--lines", type=int, default=1000, metavar="NUMBER", help="length of the files, within a tenth")
    parser.add_argument("--files", type=int, default=40, metavar="NUMBER", help="how many files, spread over all")
    arguments = parser.parse_args()
    measured = measure(arguments.lines, arguments.files)
    for path, ratio in measured.ratios.items():
        print(f"{ratio:5.2f}  {path}")
    print(told(measured))
    return 0 if measured.ratios else 1


def measure(lines: int, count: int) -> Measured:
    """Compare on at most ``count`` files of about that many lines, spread over all that there are."""
    chosen = list(_texts(lines))
    chosen = chosen[:: max(1, len(chosen) // count)][:count]
    registry, grammar = load(), load_grammar()
    ratios: dict[str, float] = {}
    for path, text in chosen:
        parse = _best(lambda text=text: grammar.parse(text, cache=False))  # type: ignore[misc]
        analysis = _best(lambda text=text: analyze(Source(text), registry.rules, known_rules=registry.names))  # type: ignore[misc]
        ratios[path.relative_to(CACHE).as_posix()] = analysis / parse
    return Measured(lines, ratios)


def told(measured: Measured) -> str:
    """What was measured, in words."""
    ratios = measured.ratios.values()
    if not ratios:
        return f"No file of about {measured.lines} lines in {CACHE.name}/: run `make real-code` first."
    within = sum(ratio <= GOAL for ratio in ratios)
    return (
        f"{len(ratios)} files of about {measured.lines} lines: an analysis takes {statistics.median(ratios):.2f} "
        f"parses in the median, {max(ratios):.2f} at most; {within} of {len(ratios)} take {GOAL} or fewer.\n"
        f"TensorTidy {tensortidy.__version__}, parso {parso.__version__}, Python {platform.python_version()}, "
        f"{datetime.now(timezone.utc).date()}"
    )


def _texts(lines: int) -> Iterator[tuple[Path, str]]:
    for path in sorted(CACHE.rglob("*.py")):
        try:
            text = files.read(path).text
        except files.FileError:
            continue
        if 0.9 * lines <= text.count("\n") <= 1.1 * lines and built_in().names_a_framework(text):
            yield path, text


def _best(work: Callable[[], object]) -> float:
    """The CPU seconds of the fastest of some rounds, without the garbage of those before."""
    best = float("inf")
    for _ in range(ROUNDS):
        gc.collect()
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


if __name__ == "__main__":
    sys.exit(main())
