"""Files to be mutated, edited and fixed: those of the tests, and those that ``make real-code`` has downloaded."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tensortidy import files
from tensortidy.knowledge import built_in

TESTS = Path(__file__).parents[1]
CACHE = TESTS.parent / ".real-code"
"""Where `make real-code` puts its packages."""
SEEDS = Path(__file__).parent / "seeds"


@cache
def small() -> tuple[Path, ...]:
    """The fixtures of the rules and the programs of the accuracy tests."""
    return tuple(sorted(path for folder in ("fixtures", "accuracy") for path in (TESTS / folder).rglob("*.py")))


@cache
def real() -> tuple[Path, ...]:
    """The files of the downloaded packages that name a framework. Raises SystemExit where there are none."""
    found = tuple(path for path in sorted(CACHE.rglob("*.py")) if _is_relevant(path))
    if not found:
        raise SystemExit(f"No files in {CACHE}: run `make real-code` first.")
    return found


@cache
def projects() -> tuple[Path, ...]:
    """Folders of small files that import one another."""
    return tuple(sorted(path for path in (TESTS / "accuracy" / "files").iterdir() if path.is_dir()))


def _is_relevant(path: Path) -> bool:
    try:
        return built_in().names_a_framework(files.read(path).text)
    except files.FileError:
        return False
