"""Refactor complete programs, run both versions, and compare what they print and how long they take.

    python -m hybridization.evidence [--python PYTHON] [--output-format table|json] [PROGRAM ...]

The programs stand in ``complete/``. What ``tensortidy hybridize --apply`` makes of each must print the same, up to the
last digits of numbers: graphs may add up in another order. Seconds are those of CPU time after TensorFlow was imported,
with tracing, on one thread; the lesser of two runs counts. Exits with 1 where a result is another, or nothing was
refactored. Without TensorFlow it says how to give a Python that has it, and exits with 0.
"""

from __future__ import annotations

import argparse
import difflib
import json
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parent / "complete"
_PATIENCE = 600  # seconds
_RUNS = 2
_SAME = 1e-3  # relative difference of numbers that are taken for the same
# One thread, on the CPU: numbers are added up in the same order, and seconds of CPU time are comparable.
_SETTINGS = {
    "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OMP_NUM_THREADS": "1",
}  # fmt: skip
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TIMED = """
import runpy, sys, time
import tensorflow
start = time.process_time()
runpy.run_path(sys.argv[1], run_name="__main__")
print("seconds", time.process_time() - start)
"""


@dataclass(frozen=True)
class Outcome:
    """What became of one program: ``changed`` functions, seconds of both versions, and what went wrong, if anything."""

    program: str
    changed: int
    before: float
    after: float
    trouble: str = ""

    @property
    def speedup(self) -> float:
        """How many times as fast the refactored program is."""
        return self.before / self.after if self.after else math.nan


def main() -> int:
    """Run what was asked for; gives the exit code."""
    parser = argparse.ArgumentParser(description="Hold refactored programs against what they were before.")
    parser.add_argument("--python", default=sys.executable, help="a Python that has TensorFlow")
    parser.add_argument("--output-format", choices=("table", "json"), default="table")
    parser.add_argument("programs", nargs="*", metavar="PROGRAM", help="names of programs; by default all")
    asked = parser.parse_args()
    if not _has_tensorflow(asked.python):
        print(
            "TensorFlow is not installed here, so the programs were skipped. Give a Python that has it: "
            "make hybridize-evidence TENSORFLOW=/path/to/python"
        )
        return 0
    is_table = asked.output_format == "table"
    outcomes: list[Outcome] = []
    for path in sorted(PROGRAMS.glob("*.py")):
        if not asked.programs or path.stem in asked.programs:
            outcomes.append(_held(path, asked.python))
            if is_table:
                print(_row(outcomes[-1]), flush=True)
    speedups = [item.speedup for item in outcomes if not item.trouble]
    mean = statistics.fmean(speedups) if speedups else math.nan
    if is_table:
        same = f"{len(speedups)} of {len(outcomes)} programs print the same"
        print(f"{same}; they are {mean:.2f} times as fast on average")
    else:
        told = [{**asdict(item), "speedup": round(item.speedup, 2)} for item in outcomes]
        print(json.dumps({"programs": told, "mean_speedup": round(mean, 2)}, indent=2))
    return 1 if len(speedups) < len(outcomes) else 0


def _held(path: Path, python: str) -> Outcome:
    """Refactor a program, and run both versions."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before", path.name), Path(folder, "after", path.name)
        for copy in (before, after):
            copy.parent.mkdir()
            copy.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        changed = _refactored(after)
        if not changed:
            return Outcome(path.stem, 0, math.nan, math.nan, "nothing was refactored")
        old, old_seconds, trouble = _run(before, python)
        new, new_seconds, new_trouble = _run(after, python)
    trouble = trouble or new_trouble
    if not trouble and not are_same(old, new):
        trouble = f"printed {old.strip()!r} and prints {new.strip()!r}"
    return Outcome(path.stem, changed, old_seconds, new_seconds, trouble)


def _refactored(path: Path) -> int:
    """Apply the refactoring to a program; gives how many decorators came and went."""
    before = path.read_text(encoding="utf-8").splitlines()
    command = [sys.executable, "-m", "tensortidy", "hybridize", str(path), "--apply"]
    subprocess.run(command, capture_output=True, text=True, check=True)
    changes = difflib.ndiff(before, path.read_text(encoding="utf-8").splitlines())
    return sum(line[:2] in ("+ ", "- ") and line[2:].lstrip().startswith("@") for line in changes)


def _run(path: Path, python: str) -> tuple[str, float, str]:
    """What a program prints, how long it takes, and what went wrong."""
    text, best = "", math.inf
    for _ in range(_RUNS):
        done = subprocess.run(
            [python, "-c", _TIMED, str(path)],
            capture_output=True, text=True, timeout=_PATIENCE, check=False, env={**os.environ, **_SETTINGS},
        )  # fmt: skip
        if done.returncode:
            return "", math.nan, (done.stderr.strip().splitlines() or ["it failed"])[-1]
        text, _, seconds = done.stdout.rpartition("seconds ")
        best = min(best, float(seconds))
    return text, best, ""


def are_same(before: str, after: str) -> bool:
    """Whether two outputs say the same, up to the last digits of numbers."""
    if _NUMBER.sub("", before).split() != _NUMBER.sub("", after).split():
        return False
    numbers = [list(map(float, _NUMBER.findall(text))) for text in (before, after)]
    return len(numbers[0]) == len(numbers[1]) and all(
        math.isclose(old, new, rel_tol=_SAME, abs_tol=1e-5) for old, new in zip(*numbers, strict=True)
    )


def _row(outcome: Outcome) -> str:
    if outcome.trouble:
        return f"FAILED  {outcome.program}: {outcome.trouble}"
    seconds = f"{outcome.before:.2f} s, then {outcome.after:.2f} s: {outcome.speedup:.2f} times as fast"
    return f"ok      {outcome.program}: {outcome.changed} changed, {seconds}"


def _has_tensorflow(python: str) -> bool:
    check = "import importlib.util, sys; sys.exit(importlib.util.find_spec('tensorflow') is None)"
    return subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
