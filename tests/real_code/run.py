"""Hold all rules, at default settings, against the pinned packages, and the findings against the record.

    python -m real_code.run [--update] [PACKAGE ...]

Exits with 1 where a finding is new, one is gone, a file brings out a bug, or a rule is right too seldom.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from real_code.accuracy import LEAST_SHARE, accuracies, table
from real_code.packages import Package, PackageError, pinned, provide
from real_code.record import Entry, compare, read, renewed, write
from tensortidy import files
from tensortidy.cli.check import report
from tensortidy.project import Project
from tensortidy.registry import load

CACHE = Path(__file__).parents[2] / ".real-code"
CONTEXT = 4  # lines of code shown above and below a finding


@dataclass(frozen=True)
class Run:
    """What one package brought: its findings with their messages, and what it took.

    ``seconds`` are of one process, ``memory`` is the most that it held at once, in MiB. ``trouble`` tells of files
    that could not be analysed, each in a line.
    """

    package: Package
    folder: Path
    files: int
    lines: int
    seconds: float
    memory: int
    messages: dict[Entry, str]
    trouble: tuple[str, ...]


def main() -> int:
    """Run, compare, print; gives the exit code."""
    options = arguments()
    chosen = [package for package in pinned() if not options.packages or package.name in options.packages]
    names = {package.name for package in chosen}
    started = time.perf_counter()
    try:
        work = [(package, provide(package, CACHE)) for package in chosen]
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    # One process a package, so that its memory is its own; the largest packages first, so that none is waited for.
    work.sort(key=lambda item: -sum(path.stat().st_size for path in item[1].rglob("*.py")))
    with multiprocessing.Pool(maxtasksperchild=1) as pool:
        runs = list(pool.imap_unordered(_examine, work, chunksize=1))
    seconds = time.perf_counter() - started

    whole_record = read()
    record = [entry for entry in whole_record if entry.package in names]
    entries = renewed((entry for run in runs for entry in run.messages), record)
    if options.update:
        write((*entries, *(entry for entry in whole_record if entry.package not in names)))
    difference = compare(entries, record)
    _print_differences(runs, difference.new, difference.gone)
    rows = accuracies(entries, {entry.rule for entry in entries} | {rule.card.name for rule in load().rules})
    print(table(rows), end="\n\n")
    print(_totals(runs, seconds))
    too_low = [row.rule for row in rows if not row.loud.is_enough]
    for rule in too_low:
        print(f"\n{rule} is right in less than {LEAST_SHARE:.0%} of its warnings")
    return 1 if difference.new or difference.gone or too_low or any(run.trouble for run in runs) else 0


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="Hold the rules against real code.")
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help="only these packages")
    parser.add_argument("--update", action="store_true", help="write what was found into the record, to be triaged")
    return parser.parse_args()


def _examine(work: tuple[Package, Path]) -> Run:
    """All findings of one package, its files knowing one another as the command line lets them."""
    package, folder = work
    started = time.perf_counter()
    project = Project(load(), isolated=True)
    found = list(files.discover((folder,), project.is_excluded))
    lines = 0
    messages: dict[Entry, str] = {}
    trouble: list[str] = []
    for item in found:
        told = report(project, item)
        lines += told.file.text.count("\n") if told.file is not None else 0
        name = told.path.relative_to(folder).as_posix()
        trouble += [f"{package.name}/{name}: {told.error}"] if told.error else []
        trouble += [f"{package.name}/{name}:{crash.line}: {crash.traceback}" for crash in told.analysis.crashes]
        for finding in told.analysis.findings:
            entry = Entry(package.name, name, finding.span.start.line, finding.rule, finding.severity.value)
            messages[entry] = finding.message
    # The system counts in KiB, on macOS in bytes.
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (2**20 if sys.platform == "darwin" else 2**10)
    return Run(package, folder, len(found), lines, time.perf_counter() - started, memory, messages, tuple(trouble))


def _print_differences(runs: Iterable[Run], new: Sequence[Entry], gone: Sequence[Entry]) -> None:
    by_name = {run.package.name: run for run in runs}
    for run in by_name.values():
        for line in run.trouble:
            print(f"trouble: {line}\n")
    for entry in new:
        run = by_name[entry.package]
        bare = Entry(*entry.key, entry.severity)
        print(f"new: {_place(entry)}\n{run.messages[bare]}\n{_code(run.folder, entry)}\n")
    for entry in gone:
        run = by_name[entry.package]
        print(f"gone: {_place(entry)}\n{entry.verdict}: {entry.why}\n{_code(run.folder, entry)}\n")


def _place(entry: Entry) -> str:
    return f"{entry.package}/{entry.file}:{entry.line} {entry.severity} {entry.rule}"


def _code(folder: Path, entry: Entry) -> str:
    """The lines around a finding, numbered, its own marked."""
    try:
        lines = files.read(folder / entry.file).text.split("\n")
    except files.FileError as error:
        return f"  ({error.message})"
    numbers = range(max(1, entry.line - CONTEXT), min(len(lines), entry.line + CONTEXT) + 1)
    return "\n".join(
        f"{'>' if number == entry.line else ' '} {number:5} | {lines[number - 1].rstrip()}" for number in numbers
    )


def _totals(runs: Sequence[Run], seconds: float) -> str:
    number, lines = sum(run.files for run in runs), sum(run.lines for run in runs)
    memory = max((run.memory for run in runs), default=0)
    return (
        f"{len(runs)} packages, {number:,} files, {lines:,} lines in {seconds:.0f} seconds "
        f"({os.cpu_count()} processes, at most {memory} MiB in one)"
    )


if __name__ == "__main__":
    sys.exit(main())
