"""Where the modules are that a file imports: only those of its own project, found without running anything."""

from __future__ import annotations

import os
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import Any

_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
_SOURCE_FOLDERS = ("src", "lib")


class Imports:
    """Resolves imports to files.

    jedi says where a top-level name is; the names under it are files and folders. It is given no search path but
    the project's, and the interpreter that runs TensorTidy as its environment: it starts no other, and imports
    nothing. Answers are kept; ``forget`` when files came or went. A folder without ``__init__.py`` is no package
    where it is named like one of the ``libraries``: the installed one wins, as in Python.
    """

    def __init__(self, libraries: Collection[str] = ()) -> None:
        self._libraries = frozenset(libraries)
        self._tops: dict[tuple[str, str], str | None] = {}
        self._roots: dict[str, str] = {}
        self._projects: dict[str, Any] = {}
        self._files: dict[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]] | None] = {}

    def forget(self) -> None:
        """Look at the disk again."""
        self._tops.clear()
        self._files.clear()

    def locate_known(self, name: str, path: Path) -> tuple[Path, tuple[str, ...]] | bool | None:
        """As ``locate``, without asking anybody: False where that would have to be done."""
        top = name.partition(".")[0]
        if top and (str(path.parent), top) not in self._tops:
            return False
        return self.locate(name, path)

    def is_outside(self, name: str, folder: Path) -> bool:
        """Whether an absolute name is known to belong to no file of the project, as asked before."""
        top = name.partition(".")[0]
        return bool(top) and self._tops.get((str(folder), top), "") is None

    def locate(self, name: str, path: Path) -> tuple[Path, tuple[str, ...]] | None:
        """The file that a full name leads into, as imported from ``path``, and the names left to look up in it.

        ``..models.net.Net`` → (``models/net.py``, (``Net``,)). None where no file of the project has it.
        """
        folder = str(path.parent)
        stripped = name.lstrip(".")
        names = tuple(part for part in stripped.split(".") if part)
        level = len(name) - len(stripped)
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return self._descend(folder, names)
        if not names:
            return None
        top = self._top(folder, names[0])
        if top is None:
            return None
        if top.endswith(".py"):
            return Path(top), names[1:]
        return self._descend(top, names[1:])

    def _descend(self, folder: str, names: tuple[str, ...]) -> tuple[Path, tuple[str, ...]] | None:
        key = (folder, names)
        if key not in self._files:
            self._files[key] = _descend(folder, names)
        found = self._files[key]
        return None if found is None else (Path(found[0]), found[1])

    # ------------------------------------------------------------ top-level names

    def _top(self, folder: str, name: str) -> str | None:
        """The file, or the folder of the package, that ``import name`` means in a folder."""
        key = (folder, name)
        if key not in self._tops:
            candidates = [found for root in self._search(folder) if (found := self._candidate(root, name)) is not None]
            self._tops[key] = self._ask(folder, name, candidates) if candidates else None
        return self._tops[key]

    def _candidate(self, root: str, name: str) -> str | None:
        found = _module(root, name)
        is_folder = found is not None and not os.path.isfile(found) and not os.path.isfile(f"{found}/__init__.py")
        return None if is_folder and name in self._libraries else found

    def _search(self, folder: str) -> list[str]:
        """The folders where a top-level name of the project can be."""
        root = self._root(folder)
        found = [folder]
        while folder != root and os.path.dirname(folder) != folder:
            folder = os.path.dirname(folder)
            found.append(folder)
        return [*found, *(os.path.join(item, name) for item in found for name in _SOURCE_FOLDERS)]

    def _root(self, folder: str) -> str:
        """The project's folder: the nearest one above with a mark of one, else that above the outermost package."""
        if folder not in self._roots:
            candidates = [folder, *map(str, Path(folder).parents)]
            marked = (item for item in candidates if any(os.path.exists(os.path.join(item, mark)) for mark in _MARKS))
            outermost = folder
            while os.path.exists(os.path.join(outermost, "__init__.py")):
                outermost = os.path.dirname(outermost)
            self._roots[folder] = next(marked, os.path.dirname(outermost) or outermost)
        return self._roots[folder]

    def _ask(self, folder: str, name: str, candidates: list[str]) -> str | None:
        """The candidate that jedi takes; the first one where it takes none (namespace packages)."""
        root = self._root(folder)
        if root not in self._projects:
            added = [path for path in (os.path.join(root, name) for name in _SOURCE_FOLDERS) if os.path.isdir(path)]
            self._projects[root] = self._jedi.Project(root, sys_path=[], added_sys_path=added, smart_sys_path=True)
        script = self._jedi.Script(
            f"import {name}",
            path=os.path.join(folder, "importing.py"),
            project=self._projects[root],
            environment=self._environment,
        )
        for found in script.goto(1, len("import ") + 1, follow_imports=True):
            place = str(found.module_path) if found.module_path is not None else ""
            place = os.path.dirname(place) if os.path.basename(place) == "__init__.py" else place
            if place in candidates:
                return place
        return candidates[0]

    @cached_property
    def _jedi(self) -> Any:
        import jedi  # noqa: PLC0415 - takes a quarter of a second, and only projects of several files need it

        return jedi

    @cached_property
    def _environment(self) -> Any:
        from tensortidy.semantics.reading import ReadingEnvironment  # noqa: PLC0415

        return ReadingEnvironment()


def _module(folder: str, name: str) -> str | None:
    """The package or module of this name in a folder."""
    package = os.path.join(folder, name)
    if os.path.isfile(os.path.join(package, "__init__.py")):
        return package
    if os.path.isfile(f"{package}.py"):
        return f"{package}.py"
    return package if os.path.isdir(package) and _has_code(package) else None


def _has_code(folder: str) -> bool:
    """Whether a folder without ``__init__.py`` can be a package: it has modules, or folders that have."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return False
    return any(entry.name.endswith(".py") for entry in entries) or any(
        entry.is_dir() and any(name.endswith(".py") for name in os.listdir(entry.path)) for entry in entries
    )


def _descend(folder: str, names: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    for at, name in enumerate(names):
        found = _module(folder, name)
        if found is None:
            rest = names[at:]
            break
        if found.endswith(".py"):
            return found, names[at + 1 :]
        folder = found
    else:
        rest = ()
    initial = os.path.join(folder, "__init__.py")
    return (initial, rest) if os.path.isfile(initial) else None
