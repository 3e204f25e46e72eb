"""The other files of a program, as one file imports them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tensortidy.semantics.grounds import Located
from tensortidy.semantics.summaries import Found
from tensortidy.semantics.values import Answer

if TYPE_CHECKING:
    from tensortidy.semantics.exports import File
    from tensortidy.semantics.program import Program


class View:
    """The other files of a program, as one file imports them."""

    def __init__(self, program: Program, path: Path, uses: set[Path] | None = None) -> None:
        self._program = program
        self._path = path
        self._stars: dict[str, Sequence[str] | None] = {}
        self.uses: set[Path] = set() if uses is None else uses
        """The files that answers came from."""

    @property
    def path(self) -> Path:
        """The file that imports them."""
        return self._path

    @property
    def is_complete(self) -> bool:
        """Whether every answer was there; otherwise asking again with more time may say more."""
        return self._program.is_complete

    def find(self, name: str) -> Found | None:
        """What a full name means, as it is imported (``..models.Net``); None where no file has it."""
        if self._program.is_outside(name, self._path) or not self._can_tell(name):
            return None
        return self._program.find(name, self._path, self.uses)

    def star(self, module: str) -> Sequence[str] | None:
        """The names that ``from module import *`` binds; None where the module is no file of the project."""
        if module not in self._stars:
            if not self._can_tell(module):
                return None
            located = self._program.locate(module, self._path)
            file = self._program.file(located[0]) if located is not None and not located[1] else None
            if file is not None:
                self.uses.add(file.path)
            self._stars[module] = file.public_names() if file is not None else None
        return self._stars[module]

    def callers(self, name: str) -> Sequence[Answer]:
        """The grad modes in which other files are known to call a function of this file."""
        return self._program.callers(self._path, name)

    def leaves(self, statement: ast.Import | ast.ImportFrom) -> Answer | None:
        """The grad mode that an import leaves behind, where the imported file's top level switches it."""
        if isinstance(statement, ast.Import):
            modules = [alias.name for alias in statement.names]
        else:
            modules = ["." * statement.level + (statement.module or "")]
        for module in modules:
            file = self._file(module)
            if file is not None and (left := file.leaves()) is not None:
                return left
        return None

    def may_take_time(self) -> bool:
        """Whether there is time for long questions; where there is none, answers are no longer complete."""
        self._program.is_complete &= self._program.may_read
        return self._program.may_read

    def locate(self, name: str, path: Path) -> Located | None:
        """The file that a full name leads into, as imported from ``path``, and the names left to look up in it."""
        return None if self._program.is_outside(name, path) else self._program.locate(name, path)

    def text(self, path: Path) -> str | None:
        """The text of another file, on which answers rest from now on; None where it cannot be read."""
        self.uses.add(path)
        return self._program.text(path, self._path)

    def parsed(self, path: Path, text: str) -> ast.Module:
        """The tree of another file's text."""
        return self._program.parsed(path, text)

    def _file(self, module: str) -> File | None:
        """The file of a module, as far as it is known or there is time to look at it."""
        program = self._program
        if program.is_outside(module, self._path) or not self._can_tell(module):
            return None
        located = program.locate(module, self._path)
        if located is None or located[1] or located[0] == self._path:
            return None
        self.uses.add(located[0])
        return program.file(located[0])

    def _can_tell(self, name: str) -> bool:
        """Whether there is time to look a name up, or what it leads to is known already."""
        program = self._program
        located = None if program.may_read else program.imports.locate_known(name, self._path)
        if isinstance(located, bool) or (located is not None and not program.is_known(located[0])):
            program.is_complete = False
            return False
        return True
