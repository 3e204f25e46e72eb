"""Who calls a file's functions from other files, and in which grad mode."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tensortidy.semantics.values import Answer

if TYPE_CHECKING:
    from tensortidy.semantics.model import Model
    from tensortidy.semantics.program import Program

_SWITCH = re.compile(r"\b(?:no_grad|inference_mode|set_grad_enabled)\b")
_RENAMED = re.compile(r"\b(\w+) as \w+")
# What is called, and the first name of the chain: `train(`, `engine.train(`
_CALLED = re.compile(r"(?<![\w.])([^\W\d]\w*)((?:\.\w+)*)\(")
_IMPORTED = re.compile(
    r"^[ \t]*(?:from[ \t]+[\w.]+[ \t]+)?import\b[ \t]*(\((?:[^)#]|#[^\n]*)*\)?|(?:[^\\\n]|\\.)*)",
    re.MULTILINE | re.DOTALL,
)
_WORD = re.compile(r"\w+")
# Callers of callers of callers: so far is the mode of a call followed from file to file.
_DEEPEST = 3
# In larger projects nobody waits until every file has been searched for calls.
MOST_FILES = 10_000


class Callers:
    """The calls between the files of a program.

    Only a call where gradients are off can make a difference, so that a file in which nothing switches them is
    looked at when another one calls the same function with them off, and not before.

    ``paths`` gives the files of the project that a file belongs to.
    """

    def __init__(self, program: Program, paths: Callable[[Path], Sequence[Path]]) -> None:
        self._program = program
        self._paths = paths
        self._names: dict[Path, frozenset[str]] = {}
        self._calls: dict[Path, dict[str, tuple[Answer, ...]]] = {}
        self._words: dict[Path, tuple[bool, frozenset[str]]] = {}
        self._depth = 0

    def modes(self, path: Path, name: str) -> Sequence[Answer]:
        """The modes in which other files call a function of a file."""
        if self._depth >= _DEEPEST or len(self._paths(path)) > MOST_FILES:
            return ()
        self._depth += 1
        try:
            return self._modes(path, name)
        finally:
            self._depth -= 1

    def forget(self, path: Path | None = None) -> frozenset[str]:
        """Look at a file again, or at all of them; gives the names that the file was known to call."""
        known = self._words.get(path, (False, frozenset[str]()))[1] if path is not None else frozenset[str]()
        for table in (self._names, self._calls, self._words):
            if path is None:
                table.clear()
            else:
                table.pop(path, None)
        return known

    def _modes(self, path: Path, name: str) -> Sequence[Answer]:
        naming = {other: switches for other, switches in self.naming(path, name).items() if other != path}
        switching = [other for other, switches in naming.items() if switches]
        found = [mode for other in switching for mode in self._calling(other, path, name)]
        if Answer.NO not in found:
            return found
        return [
            *found,
            *(mode for other in naming if other not in switching for mode in self._calling(other, path, name)),
        ]

    def naming(self, path: Path, name: str) -> dict[Path, bool]:
        """The files of a file's project that call or rename something of this name: do they switch gradients?"""
        return {other: self._look(other)[0] for other in self._paths(path) if name in self._look(other)[1]}

    def _look(self, path: Path) -> tuple[bool, frozenset[str]]:
        if path not in self._words:
            self._program.give_way()
            self._words[path] = words(self._program.read(path) or "")
        return self._words[path]

    def _calling(self, other: Path, path: Path, name: str) -> Iterator[Answer]:
        """The modes in which one file calls a function of another."""
        self._program.grounds[path].files.add(other)
        for full in self._called(other):
            if full.rpartition(".")[2] == name and self._program.home_of(full, other) == (path, name):
                yield from self._of(other, full)

    def _called(self, path: Path) -> frozenset[str]:
        """The full names of the functions that a file imports and calls."""
        if path not in self._names:
            file = self._program.file(path)
            found = _calls(self._program.model(file)) if file is not None else ()
            self._names[path] = frozenset(name for name, _ in found)
        return self._names[path]

    def _of(self, path: Path, full: str) -> tuple[Answer, ...]:
        """The modes in which a file calls a function by its full name."""
        known = self._calls.setdefault(path, {})
        if full not in known:
            file = self._program.file(path)
            if file is None:
                return ()
            known[full] = ()  # files that call each other
            model = self._program.model(file)
            try:
                known[full] = tuple(model.grad_mode.at(call) for name, call in _calls(model) if name == full)
            except BaseException:
                self.forget(path)
                self._program.drop_model(path)  # it was left in the middle of an answer
                raise
        return known[full]


def words(text: str) -> tuple[bool, frozenset[str]]:
    """Whether a text switches gradients anywhere, and the names that it calls or renames and may have imported."""
    imported: set[str] = set()
    for found in _IMPORTED.finditer(text):
        imported.update(_WORD.findall(found[1]))
    has_star = "import *" in text
    called = {
        rest.rpartition(".")[2] or first
        for first, rest in _CALLED.findall(text)
        if first in imported or (has_star and not rest)
    }
    return _SWITCH.search(text) is not None, frozenset(called.union(_RENAMED.findall(text)))


def _calls(model: Model) -> Iterator[tuple[str, ast.Call]]:
    """The calls of what a file imports, by full names."""
    for call in model.structure.nodes(ast.Call):
        name = model.names.full_name(call.func) if isinstance(call, ast.Call) else None
        if isinstance(call, ast.Call) and name is not None and "." in name:
            yield name, call
