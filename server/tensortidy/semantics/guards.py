"""What decides whether code runs at all: the conditions around it, and the ways out before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.semantics.structure import Function, Structure

_LEAVING = (ast.Return, ast.Continue, ast.Break)


class Guards:
    """Questions about the conditions of one module."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure

    def conditions(self, node: ast.AST) -> Iterator[ast.expr]:
        """The conditions in its function that decide whether a node runs, from the inside out.

        Those of ``if`` around it, of ``… and node``, of ``match``, and of an ``if …: return`` before it. Being run
        as a script is no condition.
        """
        inner = node
        for outer in self._structure.ancestors(node):
            if isinstance(inner, ast.stmt):
                yield from self._ways_out(inner)
            match outer:
                case ast.If() | ast.IfExp() if inner is not outer.test and not _asks_for_script(outer.test):
                    yield outer.test
                case ast.BoolOp(values=values) if inner is not values[0]:
                    yield values[0]
                case ast.Match() if inner is not outer.subject:
                    yield outer.subject
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                    return
            inner = outer

    def is_conditional(self, node: ast.AST) -> bool:
        """Whether a condition in its function decides whether a node runs."""
        return any(True for _ in self.conditions(node))

    def handles_failure(self, node: ast.AST) -> bool:
        """Whether a node runs after an exception: in a handler, or in ``finally``."""
        inner = node
        for outer in self._structure.ancestors(node):
            if isinstance(outer, ast.ExceptHandler):
                return True
            if isinstance(outer, ast.Try) and inner in outer.finalbody:
                return True
            if isinstance(outer, Function | ast.Lambda):
                return False
            inner = outer
        return False

    def is_switch(self, node: ast.stmt) -> bool:
        """Whether a function consists of hardly more than this simple statement, so that its callers decide."""
        function = self._structure.function(node)
        if not isinstance(function, Function) or isinstance(node, ast.With | ast.For | ast.While | ast.Try):
            return False
        body = [item for item in function.body if not _says_nothing(item)]
        return bool(body) and all(item is node or isinstance(item, ast.Return) for item in body)

    def _ways_out(self, statement: ast.stmt) -> Iterator[ast.expr]:
        block = self._structure.block(statement)
        for earlier in block[: block.index(statement)]:
            if isinstance(earlier, ast.If) and isinstance(earlier.body[-1], _LEAVING):
                yield earlier.test


def _asks_for_script(test: ast.expr) -> bool:
    """``__name__ == "__main__"``."""
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _says_nothing(statement: ast.stmt) -> bool:
    """A docstring, an import, ``pass``: nothing that a function is written for."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return True
    return isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass)
