"""Statements of long scopes that need not be run again after an edit: they read what they read before."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import compress
from operator import is_not

from tensortidy.semantics.assignments import Environment
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.shapes import COMPOUND, headers, inner_statements
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.values import Value

# Shorter scopes are run again as fast as they could be remembered.
_LONG = 60
_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return, ast.Assert, ast.Delete)
_WITH_BLOCKS = (*COMPOUND, ast.ClassDef)
_NAMING = (ast.Name, ast.Attribute)
# In a loop a statement is run a few times, each time on top of what more iterations carry on.
_PASSES = 3


@dataclass(frozen=True)
class Run:
    """What a statement did when it was run.

    ``read`` are the variables and attribute chains that it names, with their values before, ``changed`` those that had
    other values afterwards; None stands for none. ``given`` is what it gave the caller of its function.
    """

    read: tuple[tuple[str, Value | None], ...]
    changed: tuple[tuple[str, Value | None], ...]
    given: tuple[Value, ...]
    goes_on: bool

    def fits(self, env: Environment) -> bool:
        """Whether the statement would read the same again."""
        for path, value in self.read:  # written out: nothing else is done as often after an edit
            now = env.get(path)
            if now is not value and not _is_same(now, value):
                return False
        return True

    def apply(self, env: Environment) -> None:
        """Do to variables what the statement did."""
        for path, value in self.changed:
            if value is None:
                env.pop(path, None)
            else:
                env[path] = value


class Replays:
    """The last runs of the statements of the long functions of one module, and of its top level."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._runs: dict[ast.AST, tuple[Run, ...]] = structure.kept(finely=True)
        self._paths: dict[ast.AST, frozenset[str]] = structure.kept(finely=True)
        self._closed: dict[ast.AST, bool] = structure.kept(finely=True)
        self._is_long: dict[ast.AST, bool] = structure.kept()
        self._run_since: set[ast.AST] = set()
        self._is_advanced = False

    def advance(self) -> None:
        """From now on take what is remembered, as far as it fits."""
        self._is_advanced = True
        self._run_since.clear()

    def is_remembered(self, statement: ast.stmt) -> bool:
        """Whether the runs of a statement are worth being remembered."""
        if not self.is_long(self._structure.function(statement) or self._structure.module):
            return False
        is_closed = self._closed.get(statement)
        if is_closed is None:
            is_closed = self._closed[statement] = isinstance(statement, (*_SIMPLE, Function, ast.ClassDef)) or (
                isinstance(statement, COMPOUND) and self._stays_inside(statement)
            )
        return is_closed

    def is_long(self, scope: ast.AST) -> bool:
        """Whether the statements of a function, or those of the top level, are remembered one by one."""
        is_long = self._is_long.get(scope)
        if is_long is None:
            body = getattr(scope, "body", [])
            last = body[-1] if isinstance(body, list) and body else None
            is_long = self._is_long[scope] = last is not None and last.end_lineno >= _LONG + getattr(scope, "lineno", 1)
        return is_long

    def find(self, statement: ast.stmt, env: Environment) -> Run | None:
        """A run of a statement that another would do again."""
        for run in self._runs.get(statement, ()) if self._is_advanced else ():
            if run.fits(env):
                return run
        return None

    def is_first(self, node: ast.AST) -> bool:
        """Whether a statement or scope is run for the first time since an edit: what is known of it is from before."""
        if not self._is_advanced or node in self._run_since:
            return False
        self._run_since.add(node)
        self._runs.pop(node, None)
        return True

    def remember(
        self, statement: ast.stmt, before: Environment, after: Environment, given: tuple[Value, ...], *, goes_on: bool
    ) -> None:
        """Take note of what a statement made of its variables."""
        paths = self._paths_of(statement)
        read = tuple(zip(paths, map(before.get, paths), strict=True))
        is_other = map(is_not, after.values(), map(before.get, after))  # all variables are looked at for each statement
        changed = compress(after.items(), is_other)
        gone = dict.fromkeys(before.keys() - after.keys()).items()
        earlier = self._runs.get(statement, ())
        self._runs[statement] = (Run(read, (*changed, *gone), given, goes_on), *earlier[: _PASSES - 1])

    def _paths_of(self, statement: ast.stmt) -> frozenset[str]:
        """The variables and attribute chains in what runs when a statement does."""
        if statement not in self._paths:
            nodes = (node for part in headers(statement) for node in self._structure.walk(part))
            own = {path for node in nodes if type(node) in _NAMING and (path := dotted(node))}
            inner = inner_statements(statement) if isinstance(statement, _WITH_BLOCKS) else ()
            self._paths[statement] = frozenset(own.union(*map(self._paths_of, inner)))
        return self._paths[statement]

    def _stays_inside(self, statement: ast.stmt) -> bool:
        """Whether a compound statement is only left at its end, or with a ``return``."""
        if isinstance(statement, ast.Try) and statement.finalbody:
            return False  # what it returns may replace what was returned before
        return all(
            (loop := self._structure.loop(jump)) and self._structure.inside(loop, statement)
            for jump in self._structure.jumps(statement)
        )


def _is_same(one: Value | None, other: Value | None) -> bool:
    return one is not None and other is not None and one == other and one.origins == other.origins
