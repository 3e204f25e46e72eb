"""Files to be mutated, edited and fixed: those of the tests, and those that ``make real-code`` has downloaded."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from real_code.packages import PackageError, pinned, provide
from tensortidy import files
from tensortidy.knowledge import built_in

TESTS = Path(__file__).parents[1]
CACHE = TESTS.parent / ".real-code"
"""Where `make real-code` puts its packages."""
SEEDS = Path(__file__).parent / "seeds"


_SHORT = 5_000  # bytes


@cache
def small() -> tuple[Path, ...]:
    """The fixtures of the rules and the programs of the accuracy tests."""
    return tuple(sorted(path for folder in ("fixtures", "accuracy") for path in (TESTS / folder).rglob("*.py")))


@cache
def real() -> tuple[Path, ...]:
    """The files of the packages of `make real-code` that name a framework. Raises SystemExit where there are none."""
    for package in pinned():
        try:
            provide(package, CACHE)
        except PackageError as error:
            print(error, file=sys.stderr)
    found = tuple(path for path in sorted(CACHE.rglob("*.py")) if _is_relevant(path))
    if not found:
        raise SystemExit(f"No files in {CACHE}.")
    return found


@cache
def short() -> tuple[Path, ...]:
    """Those of the real files that have few lines. Raises SystemExit where there are none."""
    return tuple(path for path in real() if path.stat().st_size < _SHORT)


@cache
def projects() -> tuple[Path, ...]:
    """Folders of small files that import one another."""
    return tuple(sorted(path for path in (TESTS / "accuracy" / "files").iterdir() if path.is_dir()))


def _is_relevant(path: Path) -> bool:
    try:
        return built_in().names_a_framework(files.read(path).text)
    except files.FileError:
        return False
