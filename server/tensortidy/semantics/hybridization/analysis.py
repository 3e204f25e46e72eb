"""The door: which functions of some files should run as graphs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tensortidy.budget import allow_depth
from tensortidy.knowledge import Knowledge
from tensortidy.semantics.hybridization.decision import decided
from tensortidy.semantics.hybridization.entry_points import tests_in
from tensortidy.semantics.hybridization.facts import FactFinder, Facts
from tensortidy.semantics.hybridization.machine import Locating, Machine
from tensortidy.semantics.hybridization.options import Options
from tensortidy.semantics.hybridization.sources import FileSource
from tensortidy.semantics.hybridization.verdicts import Verdict
from tensortidy.semantics.imports import Imports
from tensortidy.semantics.summaries import go_on
from tensortidy.source import Source
from tensortidy.syntax import parse_by_cpython

Read = Callable[[Path], "str | None"]
Watched = Callable[[Sequence[Any]], Iterable[Any]]
Parse = Callable[[Path, str], ast.Module]


def _parsed(_: Path, text: str) -> ast.Module:
    return parse_by_cpython(text)


class Hybridization:
    """A whole program, looked at once.

    ``read`` gives the text of a file by its absolute path, None where there is none to be read. Verdicts are given on
    the functions of ``paths``; other files are read where these import them, as ``imports`` finds them. ``parsed``
    gives the tree of a text. ``give_way`` is called now and then, and may raise.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        read: Read,
        knowledge: Knowledge,
        options: Options | None = None,
        *,
        imports: Locating | None = None,
        parsed: Parse = _parsed,
        give_way: Callable[[], None] = go_on,
    ) -> None:
        allow_depth()
        self._read = read
        self._parsed = parsed
        self._options = options or Options()
        self._files: dict[Path, FileSource | None] = {}
        self._count = 0
        self._asked = [path for path in paths if self.file(path) is not None]
        self._machine = Machine(self.file, imports or Imports(knowledge.libraries), knowledge, self._options, give_way)

    def file(self, path: Path) -> FileSource | None:
        """A file of the program by its absolute path; None where it cannot be read."""
        if path not in self._files:
            text = self._read(path)
            if text is None:
                self._files[path] = None
            else:
                source = Source(text)
                file = FileSource(path, source, self._parsed(path, text), self._count)
                self._count += len(file.functions)
                self._files[path] = file
        return self._files[path]

    def verdicts(self, watched: Watched = list) -> list[Verdict]:
        """What is decided of each function, file by file, in the order of their places.

        ``watched`` is handed each long row of things to be done, and gives the same: it sees how far the work is.
        """
        return [decided(facts) for facts in self.facts(watched)]

    def facts(self, watched: Watched = list) -> Iterator[Facts]:
        """What is known of each function."""
        machine = self._machine
        asked = [file for path in self._asked if (file := self.file(path)) is not None]
        machine.run_modules(watched(self._asked))
        if self._options.test_entry_points:
            machine.run_tests(watched([test for file in asked for test in tests_in(file)]))
        finder = FactFinder(machine)
        wanted = [source for file in asked for source in file.definitions]
        called = [source for source in wanted if source in machine.frames]
        found = {facts.source: facts for facts in finder.found(called, is_called=True)}
        if self._options.speculative:
            machine.run_uncalled([source for file in asked for source in file.functions.values()], watched)
        left = [source for source in wanted if source not in found]
        found.update((facts.source, facts) for facts in finder.found(left, is_called=False))
        return iter([found[source] for source in wanted])
