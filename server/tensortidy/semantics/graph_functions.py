"""Which functions of a document should run as graphs: the decision of ``hybridization``, in an editor.

There a document is looked at with the files that it imports, and with no others. While somebody types, what was decided
last is told: a function keeps it as long as it keeps its name and its decorators.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.grounds import Located
from tensortidy.semantics.hybridization import Verdict
from tensortidy.semantics.names import Names
from tensortidy.semantics.shapes import decorator_named
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.summaries import OtherFiles
from tensortidy.source import Source

_LINE = re.compile(r" in line \d+")
# So many other files are looked into at most, each imported by the document itself or handed on by a package.
_MOST_FILES = 24
# Longer files are not looked at, and what runs parts of functions more often is given up: nobody waits for seconds.
_MOST_LINES = 5_000
_MOST_RUNS = 2_000


class GraphFunctions:
    """What is decided of the functions of one document."""

    def __init__(
        self,
        structure: Structure,
        source: Source,
        names: Names,
        knowledge: Knowledge,
        others: OtherFiles,
        give_way: Callable[[], None],
        *,
        is_hurried: bool,
    ) -> None:
        self._structure = structure
        self._source = source
        self._names = names
        self._knowledge = knowledge
        self._others = others
        self._give_way = give_way
        self._is_hurried = is_hurried
        self._decided: Mapping[ast.FunctionDef, Verdict] | None = None
        self._decorated: dict[ast.FunctionDef, str] = {}

    def advance(self) -> None:
        """Go on with a newer text: what was decided stays, and nothing more is until a model is made anew."""
        self._is_hurried = True

    def verdict(self, function: ast.FunctionDef) -> Verdict | None:
        """What is decided of a function; None where that is not known, or the file gives no reason to ask.

        Its words name no lines, for these move as somebody types.

        There is a reason where the file has graph functions, or a top level that uses functions of its own.
        """
        if self._decided is None and not self._is_worthwhile:
            return None
        found = self._known().get(function)
        if found is None or self._decorators(function) != self._decorated[function]:
            return None
        assumptions = tuple(dict.fromkeys(_LINE.sub("", text) for text in found.assumptions))
        return replace(found, assumptions=assumptions, side_effect=_LINE.sub("", found.side_effect))

    def every(self) -> Mapping[ast.FunctionDef, Verdict]:
        """What is decided of each function, whatever the file gives as a reason to ask."""
        return self._known()

    @property
    def is_in_test(self) -> bool:
        """Whether the document is a file of tests, judging by its name."""
        stem = self._others.path.stem
        return stem.startswith("test_") or stem.endswith("_test") or stem == "conftest"

    def _known(self) -> Mapping[ast.FunctionDef, Verdict]:
        if self._decided is None:
            if self._is_hurried or not self._others.may_take_time():
                return {}
            self._decided = self._decide()
            self._decorated = {function: self._decorators(function) for function in self._decided}
        return self._decided

    def _decide(self) -> dict[ast.FunctionDef, Verdict]:
        if self._source.line_count > _MOST_LINES:
            return {}
        from tensortidy.semantics.hybridization.analysis import Hybridization  # noqa: PLC0415 - few files need it

        path, runs = self._others.path, 0

        def go_on() -> None:
            nonlocal runs
            runs += 1
            if runs > _MOST_RUNS:
                raise RecursionError
            self._give_way()

        near = _Near(self._others, self._source.text)
        try:
            found = Hybridization(
                [path], near.read, self._knowledge, imports=near, parsed=self._parsed, give_way=go_on
            ).verdicts()
        except RecursionError:
            return {}
        by_place = {
            (node.lineno, node.name): node
            for node in self._structure.nodes(ast.FunctionDef)
            if isinstance(node, ast.FunctionDef)
        }
        at = {by_place.get((verdict.line, verdict.name.rpartition(".")[2])): verdict for verdict in found}
        return {node: verdict for node, verdict in at.items() if node is not None}

    def _parsed(self, path: Path, text: str) -> ast.Module:
        return self._structure.module if path == self._others.path else self._others.parsed(path, text)

    def _decorators(self, function: ast.FunctionDef) -> str:
        return "\n".join(map(ast.unparse, function.decorator_list))

    @cached_property
    def _is_worthwhile(self) -> bool:
        for node in self._structure.nodes(ast.FunctionDef):
            for decorator in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                made = self._names.qualified(decorator_named(decorator))
                if self._knowledge.is_one_of(made, "traced functions"):
                    return True
        definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        body = self._structure.module.body
        own = {node.name for node in body if isinstance(node, definitions)}
        return any(
            isinstance(part, ast.Name) and part.id in own
            for statement in body
            if not isinstance(statement, definitions)
            for part in self._structure.walk(statement)
        )


class _Near:
    """The files that are looked into: what the document imports, and what packages hand on of that."""

    def __init__(self, others: OtherFiles, text: str) -> None:
        self._others = others
        self._text = text
        self._depths = {others.path: 0}

    def locate(self, name: str, path: Path) -> Located | None:
        """As ``Imports.locate``; None for files that are too far away."""
        depth = self._depths.get(path, 1)
        located = self._others.locate(name, path) if depth == 0 else None
        if located is None or located[0] in self._depths:
            return located
        if len(self._depths) > _MOST_FILES:
            return None
        self._depths[located[0]] = 0 if located[0].name == "__init__.py" else 1
        return located

    def read(self, path: Path) -> str | None:
        """The text of a file."""
        return self._text if path == self._others.path else self._others.text(path)
