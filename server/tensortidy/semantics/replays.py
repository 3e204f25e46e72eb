"""Statements of long scopes that need not be run again after an edit: they read what they read before."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from operator import is_not

from tensortidy.semantics.assignments import Environment
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.shapes import COMPOUND, headers, inner_statements
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.values import Value

# Shorter scopes are run again as fast as they could be remembered.
_LONG = 60
_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return, ast.Assert, ast.Delete)
_WITH_BLOCKS = (*COMPOUND, ast.ClassDef)
_REMEMBERED = (*_SIMPLE, *_WITH_BLOCKS, ast.FunctionDef, ast.AsyncFunctionDef)
_NAMING = (ast.Name, ast.Attribute)
# In a loop a statement is run a few times, each time on top of what more iterations carry on.
_PASSES = 3


Paths = tuple[tuple[str, Value | None], ...]
"""Variables and attribute chains with their values; None stands for none."""


@dataclass(frozen=True)
class Run:
    """What a statement did when it was run.

    ``read`` is what it names, as that was before, ``changed`` what was something else afterwards. ``exits`` are the
    changes up to each ``break`` and ``continue`` that left it. ``given`` is what it gave the caller of its function.
    """

    read: Paths
    changed: Paths
    exits: tuple[Paths, ...]
    given: tuple[Value, ...]
    goes_on: bool

    def fits(self, env: Environment) -> bool:
        """Whether the statement would read the same again."""
        for path, value in self.read:  # written out: nothing else is done as often after an edit
            now = env.get(path)
            if now is not value and not _is_same(now, value):
                return False
        return True

    def apply(self, env: Environment, exits: list[Environment]) -> None:
        """Do to variables what the statement did; ``exits`` gets what they are where it leaves the loop's body."""
        for changed in self.exits:
            exits.append(dict(env))
            _change(exits[-1], changed)
        _change(env, self.changed)


class Replays:
    """The last runs of the statements of the long functions of one module, and of its top level."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._runs: dict[ast.AST, tuple[Run, ...]] = structure.kept(finely=True)
        self._paths: dict[ast.AST, frozenset[str]] = structure.kept(finely=True)
        self._is_long: dict[ast.AST, bool] = structure.kept()
        self._run_since: set[ast.AST] = set()
        self._is_advanced = False

    def advance(self) -> None:
        """From now on take what is remembered, as far as it fits."""
        self._is_advanced = True
        self._run_since.clear()

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
        self,
        statement: ast.stmt,
        before: Environment,
        after: Environment,
        exits: Sequence[Environment],
        given: Sequence[Value],
        *,
        goes_on: bool,
    ) -> None:
        """Take note of what a statement made of its variables."""
        paths = self._paths_of(statement)
        read = tuple(zip(paths, map(before.get, paths), strict=True))
        left = tuple(_changes(before, env) for env in exits)
        run = Run(read, _changes(before, after), left, tuple(given), goes_on)
        self._runs[statement] = (run, *self._runs.get(statement, ())[: _PASSES - 1])

    def _paths_of(self, statement: ast.stmt) -> frozenset[str]:
        """The variables and attribute chains in what runs when a statement does."""
        if statement not in self._paths:
            nodes = (node for part in headers(statement) for node in self._structure.walk(part))
            own = {path for node in nodes if type(node) in _NAMING and (path := dotted(node))}
            inner = inner_statements(statement) if isinstance(statement, _WITH_BLOCKS) else ()
            self._paths[statement] = frozenset(own.union(*map(self._paths_of, inner)))
        return self._paths[statement]


def is_remembered(statement: ast.stmt) -> bool:
    """Whether the runs of a statement of a long scope are remembered."""
    if not isinstance(statement, _REMEMBERED):
        return False
    # what `finally` returns may replace what was returned before
    return not isinstance(statement, ast.Try) or not statement.finalbody


def _changes(before: Environment, after: Environment) -> Paths:
    is_other = map(is_not, after.values(), map(before.get, after))  # all variables are looked at for each statement
    gone = dict.fromkeys(before.keys() - after.keys()).items()
    return (*compress(after.items(), is_other), *gone)


def _change(env: Environment, changes: Paths) -> None:
    for path, value in changes:
        if value is None:
            env.pop(path, None)
        else:
            env[path] = value


def _is_same(one: Value | None, other: Value | None) -> bool:
    return one is not None and other is not None and one == other and one.origins == other.origins
