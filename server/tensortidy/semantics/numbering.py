"""The nodes of statements, numbered in the order of their place."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Set
from typing import Any, cast

from tensortidy.semantics.shapes import SCOPES, SHAPES, Part, Shape


class Numbering:
    """The nodes of a module in the order of their place, so that those inside one are a slice of them.

    A node's number is in ``_places``, the one behind its last inner node in ``_ends``. ``_scopes`` has ``ast.Module``,
    functions, lambdas and classes.
    """

    def __init__(self, module: ast.Module) -> None:
        self.module = module
        self._nodes: list[ast.AST] = []
        self._ends: list[int] = []
        self._places: dict[ast.AST, int] = {}
        self._parents: dict[ast.AST, ast.AST] = {}
        self._statements: dict[ast.AST, ast.stmt] = {}
        self._scopes: dict[ast.AST, Any] = {module: module}
        self._by_scope: dict[ast.AST, list[ast.AST]] = defaultdict(list)

    def number(self, statement: ast.stmt, parent: ast.Module | ast.ClassDef, same: Set[ast.AST]) -> Part:
        """Number the nodes of a statement, without recursion: expressions may be nested very deep.

        What stands in a class of the top level is left to parts of its own. Statements that are the ``same`` as before,
        with all that stands in them, are taken over as they were numbered.
        """
        nodes, ends, places, parents, statements, scopes = (
            self._nodes, self._ends, self._places, self._parents, self._statements, self._scopes
        )  # fmt: skip
        start = len(nodes)
        is_class = parent is self.module and isinstance(statement, ast.ClassDef)
        outside: list[ast.AST] = []
        by_type: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        visited: list[int] = []
        pending: list[tuple[ast.AST, ast.AST, ast.AST, ast.stmt]] = [(statement, parent, parent, statement)]
        while pending:
            node, around, scope, statement = pending.pop()
            visited.append(len(nodes))
            parents[node] = around
            of_scope = outside if scope is parent else self._by_scope[scope]
            if node in same and isinstance(node, ast.stmt) and scopes[node] is scope and (run := self._again(node)):
                of_scope += run
                for inner in run:
                    by_type[type(inner)].append(inner)
                continue
            places[node] = len(nodes)
            nodes.append(node)
            ends.append(len(nodes))
            scopes[node] = scope
            of_scope.append(node)
            kind = type(node)
            by_type[kind].append(node)
            shape = SHAPES.get(kind) or Shape.of(kind)
            if shape.is_statement:
                statement = cast("ast.stmt", node)
            statements[node] = statement
            for name in shape.fields:
                child = getattr(node, name, None)
                if child is None or (is_class and name == "body" and around is self.module):
                    continue
                inner_scope = node if shape.is_scope and name == "body" else scope
                if isinstance(child, list):
                    pending += [(item, node, inner_scope, statement) for item in reversed(child) if item is not None]
                else:
                    pending.append((child, node, inner_scope, statement))
        for at in reversed(visited[1:]):
            outer = places[parents[nodes[at]]]
            ends[outer] = max(ends[outer], ends[at])
        return Part(parent, start, len(nodes), by_type, outside)

    def _again(self, statement: ast.stmt) -> list[ast.AST]:
        """Number the nodes of a statement once more, behind all others; none where there are scopes among them."""
        start = self._places[statement]
        end = self._ends[start]
        found = self._nodes[start:end]
        if not SCOPES.isdisjoint(map(type, found)):
            return []
        further = len(self._nodes) - start
        self._nodes += found
        self._ends += [last + further for last in self._ends[start:end]]
        self._places.update(zip(found, range(start + further, end + further), strict=True))
        return found
