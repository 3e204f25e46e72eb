"""The record of real code: every finding of the pinned packages, with the verdict of somebody who read the code."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import tomli

RECORD = Path(__file__).parent / "record"
RIGHT, WRONG, OPEN = "right", "wrong", ""
LOUD = ("error", "warning")


@dataclass(frozen=True, order=True)
class Entry:
    """A finding at a line (from 1) of a package's file, and what was said of it.

    ``file`` is relative to the unpacked package, with slashes. ``severity`` is that of the default settings.
    ``verdict`` is RIGHT where somebody who maintains the code would act on the finding, WRONG where not, and OPEN
    until somebody has read it; ``why`` is what was seen in the code.
    """

    package: str
    file: str
    line: int
    rule: str
    severity: str
    verdict: str = OPEN
    why: str = ""

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What makes it this finding; several of one rule on one line are one."""
        return self.package, self.file, self.line, self.rule

    @property
    def is_loud(self) -> bool:
        """Whether it counts: a warning or an error at default settings."""
        return self.severity in LOUD


@dataclass(frozen=True)
class Difference:
    """What a run found beside the record: ``new`` findings, and ``gone`` ones. A new severity is both."""

    new: tuple[Entry, ...]
    gone: tuple[Entry, ...]


def read(folder: Path = RECORD) -> tuple[Entry, ...]:
    """All entries of the record. Raises TypeError where a key is missing or unknown."""
    return tuple(
        Entry(package=path.stem, **finding)
        for path in sorted(folder.glob("*.toml"))
        for finding in tomli.loads(path.read_text(encoding="utf-8"))["finding"]
    )


def write(entries: Iterable[Entry], folder: Path = RECORD) -> None:
    """Write the record anew, one file a package, in the order of file and line."""
    for path in folder.glob("*.toml"):
        path.unlink()
    texts: dict[str, list[str]] = {}
    for entry in sorted(entries):
        keys = ("file", "line", "rule", "severity", "verdict", "why")
        # TOML's strings and numbers are written as JSON's.
        lines = (f"{key} = {json.dumps(getattr(entry, key), ensure_ascii=False)}" for key in keys)
        texts.setdefault(entry.package, []).append("\n".join(("[[finding]]", *lines)))
    for package, parts in texts.items():
        (folder / f"{package}.toml").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def compare(found: Iterable[Entry], recorded: Iterable[Entry]) -> Difference:
    """What was found and is not recorded as it was found, and what is recorded and was not found."""
    there = {(*entry.key, entry.severity): entry for entry in found}
    known = {(*entry.key, entry.severity): entry for entry in recorded}
    return Difference(
        new=tuple(sorted(entry for key, entry in there.items() if key not in known)),
        gone=tuple(sorted(entry for key, entry in known.items() if key not in there)),
    )


def renewed(found: Iterable[Entry], recorded: Iterable[Entry]) -> tuple[Entry, ...]:
    """What was found, with the verdicts that the record has on it; what nobody has read yet is OPEN."""
    known = {entry.key: entry for entry in recorded}
    return tuple(
        replace(entry, verdict=known[entry.key].verdict, why=known[entry.key].why) if entry.key in known else entry
        for entry in found
    )
