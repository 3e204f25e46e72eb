"""Statements of long scopes that need not be run again after an edit: they read what they read before."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tensortidy.semantics.assignments import Environment
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.values import Value

# Shorter scopes are run again as fast as they could be remembered.
_LONG = 60
_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return, ast.Assert, ast.Delete)


@dataclass(frozen=True)
class Run:
    """What a simple statement did the last time that it was run.

    ``read`` are the variables and attribute chains that it names, with their values before, ``changed`` those that had
    other values afterwards; None stands for none. ``given`` is what it gave the caller of its function.
    """

    read: tuple[tuple[str, Value | None], ...]
    changed: tuple[tuple[str, Value | None], ...]
    given: tuple[Value, ...]
    goes_on: bool

    def fits(self, env: Environment) -> bool:
        """Whether the statement would read the same again."""
        return all(_is_same(env.get(path), value) for path, value in self.read)

    def apply(self, env: Environment) -> None:
        """Do to variables what the statement did."""
        for path, value in self.changed:
            if value is None:
                env.pop(path, None)
            else:
                env[path] = value


class Replays:
    """The runs of the simple statements of the long functions of one module, and of its top level."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._runs: dict[ast.AST, Run] = structure.kept(finely=True)
        self._is_long: dict[ast.AST, bool] = structure.kept()
        self._run_since: set[ast.AST] = set()
        self._is_advanced = False

    def advance(self) -> None:
        """From now on take what is remembered, as far as it fits."""
        self._is_advanced = True
        self._run_since.clear()

    def is_remembered(self, statement: ast.stmt) -> bool:
        """Whether the runs of a statement are worth being remembered."""
        if not isinstance(statement, _SIMPLE):
            return False
        scope = self._structure.function(statement) or self._structure.module
        if scope not in self._is_long:
            last = scope.body[-1] if isinstance(scope.body, list) else scope.body
            self._is_long[scope] = (last.end_lineno or 0) >= _LONG + getattr(scope, "lineno", 1)
        return self._is_long[scope]

    def find(self, statement: ast.stmt, env: Environment) -> Run | None:
        """The last run of a statement, where another would do the same."""
        run = self._runs.get(statement) if self._is_advanced else None
        return run if run is not None and run.fits(env) else None

    def is_first(self, statement: ast.stmt) -> bool:
        """Whether a statement is run for the first time since an edit: what is known of it is from before."""
        if not self._is_advanced or statement in self._run_since:
            return False
        self._run_since.add(statement)
        return True

    def remember(
        self, statement: ast.stmt, before: Environment, after: Environment, given: tuple[Value, ...], *, goes_on: bool
    ) -> None:
        """Take note of what a statement made of its variables."""
        nodes = self._structure.walk(statement)
        paths = {path for node in nodes if isinstance(node, ast.Name | ast.Attribute) and (path := dotted(node))}
        read = tuple((path, before.get(path)) for path in paths)
        changed = [(path, value) for path, value in after.items() if before.get(path) is not value]
        gone = [(path, None) for path in before if path not in after]
        self._runs[statement] = Run(read, (*changed, *gone), given, goes_on)


def _is_same(one: Value | None, other: Value | None) -> bool:
    if one is other:
        return True
    return one is not None and other is not None and one == other and one.origins == other.origins
