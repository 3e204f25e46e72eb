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
_CALLED = re.compile(r"\b(\w+)(?: as \w+|\()")
Calls = tuple[tuple[str, Answer], ...]


class Callers:
    """The calls between the files of a program.

    Only a call where gradients are off can make a difference, so that a file in which nothing switches them is
    looked at when another one calls the same function with them off, and not before.
    """

    def __init__(self, program: Program, paths: Callable[[Path], Sequence[Path]]) -> None:
        self._program = program
        self._paths = paths
        self._calls: dict[Path, Calls] = {}
        self._words: dict[Path, tuple[bool, frozenset[str]]] = {}

    def modes(self, path: Path, name: str) -> Sequence[Answer]:
        """The modes in which other files call a function of a file."""
        naming = [other for other in self._paths(path) if other != path and name in self._look(other)[1]]
        switching = [other for other in naming if self._look(other)[0]]
        found = [mode for other in switching for mode in self._calling(other, path, name)]
        if Answer.NO not in found:
            return found
        return [
            *found,
            *(mode for other in naming if other not in switching for mode in self._calling(other, path, name)),
        ]

    def forget(self, path: Path | None = None) -> None:
        """Look at a file again, or at all of them."""
        for table in (self._calls, self._words):
            if path is None:
                table.clear()
            else:
                table.pop(path, None)

    def _look(self, path: Path) -> tuple[bool, frozenset[str]]:
        """Whether a file switches gradients anywhere, and the names that it calls or renames."""
        if path not in self._words:
            self._program.give_way()
            text = self._program.read(path) or ""
            self._words[path] = (_SWITCH.search(text) is not None, frozenset(_CALLED.findall(text)))
        return self._words[path]

    def _calling(self, other: Path, path: Path, name: str) -> Iterator[Answer]:
        """The modes in which one file calls a function of another."""
        for full, mode in self._of(other):
            if full.rpartition(".")[2] == name and self._program.home_of(full, other) == (path, name):
                yield mode

    def _of(self, path: Path) -> Calls:
        """The functions that a file imports and calls, by their full names, and the modes in which it does."""
        if path not in self._calls:
            self._calls[path] = ()  # files that call each other
            file = self._program.file(path)
            try:
                self._calls[path] = tuple(_collect(self._program.model(file))) if file is not None else ()
            except BaseException:
                self.forget(path)
                self._program.drop_model(path)  # it was left in the middle of an answer
                raise
        return self._calls[path]


def _collect(model: Model) -> Iterator[tuple[str, Answer]]:
    for call in model.structure.nodes(ast.Call):
        name = model.names.full_name(call.func) if isinstance(call, ast.Call) else None
        if name is not None and "." in name:
            yield name, model.grad_mode.at(call)
