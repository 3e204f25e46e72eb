"""How many lines ``tensortidy check`` reads in a second, and whether its cost grows as the code does.

Everything is run as a user runs it: the command, on copies of packages that no cache knows yet, and once more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.figures import markdown, number
from bench.subjects import CACHE, folder
from real_code.packages import pinned, provide

PACKAGE = "speechbrain"
COLD_GOAL = 4  # KLOC per CPU second, files with a framework, nothing remembered
AGAIN_GOAL = 200  # KLOC per second, the tree unchanged
STEPS = (1, 2, 4, 8, 16)
FIRST_STEP = 62_500  # lines: the last step is 1 MLOC


@dataclass(frozen=True)
class Run:
    """One run of the command: ``name`` says over what. Seconds of wall clock, and of CPU in all its processes."""

    name: str
    lines: int
    seconds: float
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        """KLOC in a second."""
        return self.lines / 1000 / self.seconds

    @property
    def per_cpu_second(self) -> float:
        """KLOC in a CPU second."""
        return self.lines / 1000 / self.cpu_seconds


class RunError(Exception):
    """The command could not check what it was given, with what it said."""


def passes() -> list[Run]:
    """One package cold and once more, and the standard library, where no file names a framework.

    Raises PackageError where the package cannot be had, RunError where the command fails.
    """
    done = []
    for name, source in ((PACKAGE, folder(PACKAGE)), ("standard library", Path(sysconfig.get_path("stdlib")))):
        with _copies([source]) as (place, copies):
            lines = count_lines(place)
            done += [_check(f"{name}, cold", copies, place, lines), _check(f"{name}, again", copies, place, lines)]
    return done


def growth() -> list[Run]:
    """Runs over more and more packages, up to a million lines, cold and once more; no file is in there twice.

    Raises PackageError where a package cannot be had, RunError where the command fails.
    """
    folders = [provide(package, CACHE) for package in pinned()]
    lengths = [count_lines(path) for path in folders]
    done = []
    for step in STEPS:
        chosen = up_to(lengths, step * FIRST_STEP)
        with _copies([folders[index] for index in chosen]) as (place, copies):
            lines = count_lines(place)
            done += [_check(f"{len(chosen)} packages, {when}", copies, place, lines) for when in ("cold", "again")]
    return done


def up_to(lengths: Sequence[int], limit: int) -> list[int]:
    """The indices of those that fit under a limit together, each taken in its turn where it still fits."""
    chosen, total = [], 0
    for index, length in enumerate(lengths):
        if total + length <= limit:
            chosen.append(index)
            total += length
    return chosen


def count_lines(place: Path) -> int:
    """How many lines the Python files below a folder have."""
    return sum(path.read_bytes().count(b"\n") for path in place.rglob("*.py") if path.is_file())


def table(runs: Sequence[Run]) -> str:
    """The runs, with the goals for the package."""
    rows = [["`tensortidy check`", "KLOC", "s", "CPU s", "KLOC / s", "KLOC / CPU s", "goal"]]
    for run in runs:
        goal = ""
        if run.name == f"{PACKAGE}, cold":
            goal = at_least(run.per_cpu_second, COLD_GOAL, "KLOC / CPU s")
        elif run.name == f"{PACKAGE}, again":
            goal = at_least(run.per_second, AGAIN_GOAL, "KLOC / s")
        measured = (run.lines / 1000, run.seconds, run.cpu_seconds, run.per_second, run.per_cpu_second)
        rows.append([run.name, *map(number, measured), goal])
    return markdown(rows)


def linearity(runs: Sequence[Run]) -> str:
    """How much more a line costs in the largest run than in the smallest, both cold, in a sentence."""
    cold = [run for run in runs if not run.name.endswith("again")]
    first, last = cold[0], cold[-1]
    factor = (last.cpu_seconds / last.lines) / (first.cpu_seconds / first.lines)
    return f"{last.lines / first.lines:.1f} times the lines cost {factor:.2f} times the CPU time for each."


def at_least(value: float, goal: float, unit: str) -> str:
    """A goal that a value has to reach, and whether it does."""
    return f"≥ {goal:g} {unit} " + ("met" if value >= goal else "**missed**")


@contextmanager
def _copies(sources: Sequence[Path]) -> Iterator[tuple[Path, list[Path]]]:
    """Fresh copies of folders, and the folder that they are in, without what is not the project's own."""
    ignored = shutil.ignore_patterns("site-packages", "dist-packages", "test", "tests", "__pycache__", "*.so", "*.a")
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        place = Path(temporary).resolve() / "code"
        copies = [place / source.name for source in sources]
        for source, copy in zip(sources, copies, strict=True):
            shutil.copytree(source, copy, ignore=ignored)
        yield place, copies


def _check(name: str, paths: Sequence[Path], place: Path, lines: int) -> Run:
    """Run the command; what it remembers goes to a folder beside the copies, so that it starts without."""
    print(f"checking {name}: {lines:,} lines", file=sys.stderr)
    environment = os.environ | {"TENSORTIDY_CACHE_DIR": str(place.parent / "cache")}
    command = [sys.executable, "-m", "tensortidy", "check", "--exit-zero", *map(str, paths)]
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=place, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        message = said.read().decode(errors="replace")
    # 2 says that some file is no Python, as a few in every large package are.
    if process.returncode not in (0, 2) or "Traceback" in message:
        raise RunError(f"`tensortidy check` over {name} ended with {process.returncode}:\n{message[-2000:]}")
    return Run(name, lines, seconds, used.ru_utime + used.ru_stime)
