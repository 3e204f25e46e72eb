"""Where the modules are that a file imports: only those of its own project, found without opening any of them."""

from __future__ import annotations

import os
from collections.abc import Collection
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from typing import NamedTuple

_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
_SOURCE_FOLDERS = ("src", "lib")


class _Place(NamedTuple):
    """What a name stands for: a module has a file, a package both, a folder without ``__init__.py`` only itself."""

    file: str | None
    folder: str | None


class Imports:
    """Resolves imports to files.

    What a name is in a folder, Python's own finder says: it lists the folder, and opens nothing. It is told of source
    files alone, and nothing that it finds is ever loaded. Answers are kept; ``forget`` when files came or went. Where
    they are named like one of the ``libraries``, a folder without ``__init__.py`` and a module within a package are not
    meant: the installed one wins, as in Python.
    """

    def __init__(self, libraries: Collection[str] = ()) -> None:
        self._libraries = frozenset(libraries)
        self._tops: dict[tuple[str, str], _Place | None] = {}
        self._searched: dict[str, list[str]] = {}
        self._modules: dict[tuple[str, str], _Place | None] = {}
        self._finders: dict[str, FileFinder] = {}

    def forget(self) -> None:
        """Look at the disk again."""
        self._tops.clear()
        self._searched.clear()
        self._modules.clear()
        self._finders.clear()

    def locate_known(self, name: str, path: Path) -> tuple[Path, tuple[str, ...]] | bool | None:
        """As ``locate``, without searching for a top-level name: False where that would have to be done."""
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
            initial = os.path.join(folder, "__init__.py")
            return self._descend(_Place(initial if os.path.isfile(initial) else None, folder), names)
        top = self._top(folder, names[0]) if names else None
        return None if top is None else self._descend(top, names[1:])

    def _descend(self, place: _Place, names: tuple[str, ...]) -> tuple[Path, tuple[str, ...]] | None:
        while names and place.folder is not None and (below := self._module(place.folder, names[0])) is not None:
            place, names = below, names[1:]
        return None if place.file is None else (Path(place.file), names)

    # ------------------------------------------------------------ top-level names

    def _top(self, folder: str, name: str) -> _Place | None:
        """What ``import name`` means in a folder: a folder without ``__init__.py`` only where nothing else is."""
        key = (folder, name)
        if key not in self._tops:
            searched = self._search(folder)
            if name in self._libraries:
                searched = [item for item in searched if not _is_package(item)]
            found = [place for item in searched if (place := self._module(item, name)) is not None]
            plain = None if name in self._libraries else next(iter(found), None)
            self._tops[key] = next((place for place in found if place.file is not None), plain)
        return self._tops[key]

    def _search(self, folder: str) -> list[str]:
        """The folders where a top-level name of the project can be, the likeliest first.

        A script finds what is beside it. What is within packages comes last: Python would look there only for a script.
        """
        if folder not in self._searched:
            root = _root(folder)
            above = [folder]
            while above[-1] != root and os.path.dirname(above[-1]) != above[-1]:
                above.append(os.path.dirname(above[-1]))
            found = [*above, *(os.path.join(item, name) for item in above for name in _SOURCE_FOLDERS)]
            self._searched[folder] = sorted(filter(os.path.isdir, found), key=_is_package)
        return self._searched[folder]

    # ------------------------------------------------------------ names in a folder

    def _module(self, folder: str, name: str) -> _Place | None:
        """The package or module of this name in a folder."""
        key = (folder, name)
        if key not in self._modules:
            self._modules[key] = self._find(folder, name)
        return self._modules[key]

    def _find(self, folder: str, name: str) -> _Place | None:
        if folder not in self._finders:
            self._finders[folder] = FileFinder(folder, (SourceFileLoader, [".py"]))
        spec = self._finders[folder].find_spec(name)
        if spec is None:
            return None
        package = next(iter(spec.submodule_search_locations or ()), None)
        if spec.origin is None and (package is None or not _has_code(package)):
            return None
        return _Place(spec.origin, package)


def _root(folder: str) -> str:
    """The project's folder: the nearest one above with a mark of one, else the one above those of packages."""
    for item in (folder, *map(str, Path(folder).parents)):
        if any(os.path.exists(os.path.join(item, mark)) for mark in _MARKS):
            return item
    while _is_package(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    return os.path.dirname(folder)


def _is_package(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "__init__.py"))


def _has_code(folder: str) -> bool:
    """Whether a folder without ``__init__.py`` can be a package: it has modules, or folders that have."""
    for place, folders, names in os.walk(folder, followlinks=True):
        if any(name.endswith(".py") for name in names):
            return True
        if place != folder:
            folders.clear()
    return False
