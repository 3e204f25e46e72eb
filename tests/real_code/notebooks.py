"""Hold all rules and all fixes, at default settings, against the notebooks in pinned source distributions.

    python -m real_code.notebooks [--update] [PACKAGE ...]

Exits with 1 where a finding is new, one is gone, a file brings out a bug, or where a notebook does not survive its
fixes: they may change lines of cells, and not one byte of what stands around them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from real_code.accuracy import accuracies, table
from real_code.packages import MARK_OF_A_PROJECT, Package, PackageError, pinned
from real_code.record import Entry, compare, read, renewed, write
from real_code.run import CACHE, arguments
from tensortidy import files
from tensortidy.cli.check import report
from tensortidy.cli.reports import FileReport
from tensortidy.engine import Analysis
from tensortidy.fixer import fix_all
from tensortidy.notebook import SUFFIX
from tensortidy.project import Project
from tensortidy.registry import load
from tensortidy.source import Source

PINS = Path(__file__).parent / "notebooks.toml"
RECORD = Path(__file__).parent / "notebook_record"


def main() -> int:
    """Run, compare, print; gives the exit code."""
    options = arguments()
    chosen = [package for package in pinned(PINS) if not options.packages or package.name in options.packages]
    messages: dict[Entry, str] = {}
    trouble: list[str] = []
    count = changed = 0
    for package in chosen:
        try:
            folder = provide(package, CACHE)
        except PackageError as error:
            print(error, file=sys.stderr)
            return 1
        project = Project(load(), isolated=True)
        for path in sorted(folder.rglob(f"*{SUFFIX}")):
            told, name = report(project, path), path.relative_to(folder).as_posix()
            count += 1
            trouble += [f"{package.name}/{name}: {problem}" for problem in _problems(told)]
            messages.update(_entries(package.name, name, told))
            if told.file is not None:
                fixed, problems = survive(project, told.file)
                changed += fixed
                trouble += [f"{package.name}/{name}: {problem}" for problem in problems]
    whole_record = read(RECORD)
    names = {package.name for package in chosen}
    record = [entry for entry in whole_record if entry.package in names]
    entries = renewed(messages, record)
    if options.update:
        write((*entries, *(entry for entry in whole_record if entry.package not in names)), RECORD)
    difference = compare(entries, record)
    for line in trouble:
        print(f"trouble: {line}")
    for kind, found in (("new", difference.new), ("gone", difference.gone)):
        for entry in found:
            bare = Entry(*entry.key, entry.severity)
            print(f"{kind}: {entry.package}/{entry.file}:{entry.line} {entry.rule}\n{messages.get(bare, entry.why)}\n")
    print(table(accuracies(entries, {entry.rule for entry in entries})))
    print(f"{count} notebooks, {changed} of them changed by fixes")
    return 1 if trouble or difference.new or difference.gone else 0


# ---------------------------------------------------------------- the notebooks


def provide(package: Package, cache: Path) -> Path:
    """The folder with the package's notebooks; downloads and unpacks what the cache lacks, and runs nothing of it.

    Raises PackageError where the archive cannot be had, is another than the pinned one, or would be unpacked elsewhere.
    """
    archive = cache / package.file
    if not archive.exists():
        _download(package, archive)
    if hashlib.sha256(archive.read_bytes()).hexdigest() != package.sha256:
        raise PackageError(f"{archive} is not the source distribution that is pinned: its SHA-256 differs")
    folder = cache / f"{package.name}-{package.version}-notebooks"
    if not folder.is_dir():
        _unpack(archive, folder)
    return folder


def _download(package: Package, archive: Path) -> None:
    """Download a source distribution. (pip would run some of it, to see what it is.)"""
    wanted = f"{package.name}=={package.version}"
    command = [sys.executable, "-m", "unearth", "--no-binary", "--link-only", wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    address = done.stdout.strip()
    if done.returncode != 0 or not address.endswith(package.file):
        raise PackageError(f"no source distribution of {wanted} was found: {done.stderr.strip()[-200:]}")
    archive.parent.mkdir(parents=True, exist_ok=True)
    with urllib.request.urlopen(address) as answer, tempfile.NamedTemporaryFile(dir=archive.parent) as part:
        shutil.copyfileobj(answer, part)
        part.flush()
        shutil.copyfile(part.name, archive)


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack the notebooks, all or nothing, as a project of their own."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        target = Path(temporary).resolve() / folder.name
        target.mkdir()
        with tarfile.open(archive) as found:
            for member in found:
                if not member.isfile() or not member.name.endswith(SUFFIX):
                    continue
                place = (target / member.name.partition("/")[2]).resolve()
                content = found.extractfile(member)
                if content is None or not place.is_relative_to(target):
                    raise PackageError(f"{archive} holds a file that belongs elsewhere: {member.name}")
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content.read())
        (target / MARK_OF_A_PROJECT).touch()
        shutil.move(target, folder)


# ---------------------------------------------------------------- what is held against them


def _problems(told: FileReport) -> Iterator[str]:
    yield from [told.error] if told.error else []
    yield from (f"line {crash.line}: {crash.traceback}" for crash in told.analysis.crashes)


def _entries(package: str, name: str, told: FileReport) -> dict[Entry, str]:
    """The findings of a notebook, with their messages; the file of an entry is the notebook and its cell."""
    found = {}
    for finding in told.analysis.findings:
        cell, line = told.cell_of(finding.span.start.line)
        found[Entry(package, f"{name}:cell {cell}", line, finding.rule, finding.severity.value)] = finding.message
    return found


def survive(project: Project, file: files.SourceFile) -> tuple[bool, list[str]]:
    """Apply all fixes to a notebook: whether any line changed, and what went wrong."""
    problems: list[str] = []

    def analyze(source: Source) -> Analysis:
        return project.analyze(file.path, source)

    changed = False
    for unsafe in (False, True):
        result = fix_all(Source(file.text), analyze, unsafe=unsafe)
        after = files.as_written(file, result.text).encode(file.encoding)
        changed = changed or after != file.raw
        if not result.applied and after != file.raw:
            problems.append("changes although nothing was fixed")
        if _without_sources(after) != _without_sources(file.raw):
            problems.append("loses something beside the lines of its cells")
        again = files.decode(file.path, after)
        if files.as_written(again, again.text).encode(file.encoding) != after or again.text != result.text:
            problems.append("is read as something else than what was written")
        if _lines_outside(after) != _lines_outside(file.raw):
            problems.append("is written in another way around its cells")
    return changed, problems


def _without_sources(raw: bytes) -> Any:
    document = json.loads(raw)
    for cell in document["cells"]:
        del cell["source"]
    return document


def _lines_outside(raw: bytes) -> list[bytes]:
    """The lines of the file that are not those of a list ``source``, where each has its own."""
    found: list[bytes] = []
    inside = False
    for line in raw.splitlines(keepends=True):
        if not inside:
            found.append(line.partition(b'"source": ')[0] if line.lstrip().startswith(b'"source": "') else line)
        starts = line.lstrip().startswith(b'"source": [') and not line.rstrip().rstrip(b",").endswith(b"]")
        if starts:
            inside = True
        elif inside and line.strip().rstrip(b",") == b"]":
            inside = False
    return found


if __name__ == "__main__":
    sys.exit(main())
