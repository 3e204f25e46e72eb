"""Who calls a file's functions from other files, and in which grad mode."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tensortidy.semantics.values import Answer

if TYPE_CHECKING:
    from tensortidy.semantics.program import Program

_SWITCH = re.compile(r"\b(?:no_grad|inference_mode|set_grad_enabled)\b")
Modes = dict[tuple[Path, str], tuple[Answer, ...]]


class Callers:
    """The calls between the files of a program.

    Only a call where gradients are off can make a difference, so that a file in which nothing switches them is
    looked at when another one calls the same function with them off, and not before.
    """

    def __init__(self, program: Program, paths: Callable[[Path], Sequence[Path]]) -> None:
        self._program = program
        self._paths = paths
        self._calls: dict[Path, Modes] = {}
        self._words: dict[Path, tuple[bool, frozenset[str]]] = {}

    def modes(self, path: Path, name: str) -> Sequence[Answer]:
        """The modes in which other files call a function of a file."""
        paths = [other for other in self._paths(path) if other != path]
        switching = [other for other in paths if self._look(other)[0]]
        found = [mode for other in switching for mode in self._of(other).get((path, name), ())]
        if Answer.NO not in found:
            return found
        others = [other for other in paths if other not in switching and name in self._look(other)[1]]
        return [*found, *(mode for other in others for mode in self._of(other).get((path, name), ()))]

    def known_modes(self, path: Path, name: str) -> Sequence[Answer]:
        """As ``modes``, by the files that have been looked at."""
        return [mode for calls in self._calls.values() for mode in calls.get((path, name), ())]

    def forget(self, path: Path | None = None) -> None:
        """Look at a file again, or at all of them."""
        for table in (self._calls, self._words):
            if path is None:
                table.clear()
            else:
                table.pop(path, None)

    def _look(self, path: Path) -> tuple[bool, frozenset[str]]:
        """Whether a file switches gradients anywhere, and the names in it that may be functions of other files."""
        if path not in self._words:
            text = self._program.read(path) or ""
            imported = frozenset(re.findall(r"\w+", " ".join(re.findall(r"\bimport\b([^#\n]*(?:\n[^#\n]*\))?)", text))))
            attributes = frozenset(re.findall(r"\.(\w+)\(", text)) if imported else frozenset[str]()
            self._words[path] = (_SWITCH.search(text) is not None, imported | attributes)
        return self._words[path]

    def _of(self, path: Path) -> Modes:
        """The functions of other files that a file calls, and the modes in which it does."""
        if path not in self._calls:
            self._calls[path] = {}
            self._calls[path] = self._collect(path)
        return self._calls[path]

    def _collect(self, path: Path) -> Modes:
        file = self._program.file(path)
        if file is None:
            return {}
        model = self._program.model(file)
        found: dict[tuple[Path, str], list[Answer]] = {}
        for call in model.structure.nodes(ast.Call):
            name = model.names.full_name(call.func) if isinstance(call, ast.Call) else None
            if name is None or not isinstance(call, ast.Call):
                continue
            target = self._program.home_of(name, path)
            if target is not None:
                found.setdefault(target, []).append(model.grad_mode.at(call))
        return {target: tuple(modes) for target, modes in found.items()}
