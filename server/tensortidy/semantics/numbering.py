"""The nodes of statements, numbered in the order of their place."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from typing import Any, cast

from tensortidy.semantics.shapes import SCOPES, SHAPES, Part, Shape, is_long


class Numbering:
    """The nodes of a module in the order of their place, so that those inside one are a slice of them.

    A node's number is in ``_places``, the one behind its last inner node in ``_ends``; what is divided is a slice for
    each of its ``_parts``, which are known by their roots. ``_scopes`` has ``ast.Module``, functions, lambdas and
    classes.
    """

    def __init__(self, module: ast.Module, give_way: Callable[[], None]) -> None:
        self.module = module
        self.give_way = give_way
        """Called now and then; it may raise, but for while an edit is taken over."""
        self._nodes: list[ast.AST] = []
        self._ends: list[int] = []
        self._parts: dict[ast.AST, Part] = {}
        self._places: dict[ast.AST, int] = {}
        self._parents: dict[ast.AST, ast.AST] = {}
        self._statements: dict[ast.AST, ast.stmt] = {}
        self._scopes: dict[ast.AST, Any] = {module: module}
        self._by_scope: dict[ast.AST, list[ast.AST]] = {}

    def part(self, root: ast.AST, around: ast.AST, scope: ast.AST, parsed: Set[ast.stmt], made: list[Part]) -> Part:
        """The part of a statement, or of a handler, that stands in another node and scope.

        It is the one that is known where the statement is not in ``parsed``, which are new or hold something new;
        otherwise it is ``made`` anew, and so are the parts inside that are not known.
        """
        known = self._parts.get(root)
        if known is not None and known.scope is scope and root not in parsed and isinstance(root, ast.stmt):
            self._parents[root] = around
            return known
        self.give_way()
        is_divided = _is_divided(root, around) or (around is self.module and isinstance(root, ast.ClassDef))
        if known is not None and known.scope is scope and known.inner and is_divided and self._has_same_head(known):
            self._parents[root] = around
            part = replace(known, inner=[], _of_type={}, _chosen_inside={}, _inside=[])
        else:
            part = self._number(root, around, scope, known, parsed, is_divided=is_divided)
        self._parts[root] = part
        made.append(part)
        shape = SHAPES[type(root)]
        for name in shape.blocks if is_divided else ():
            inner_scope = root if shape.is_scope else scope
            part.inner.extend(self.part(child, root, inner_scope, parsed, made) for child in getattr(root, name))
        return part

    def head(self, statement: ast.stmt) -> Sequence[ast.AST]:
        """The nodes of a statement, in order of place; of a long one without what stands in its blocks."""
        part = self._parts.get(statement)
        return self._nodes[part.start : part.end] if part is not None else self._inside(statement)

    def _inside(self, node: ast.AST) -> list[ast.AST]:
        """The nodes of the same part that a node holds, itself first."""
        at = self._places[node]
        return self._nodes[at : self._ends[at]]

    def _has_same_head(self, part: Part) -> bool:
        """Whether what stands in a statement beside its blocks is what stood there."""
        shape = SHAPES[type(part.root)]
        head = (getattr(part.root, name, None) for name in shape.fields if name not in shape.blocks)
        now = {node for child in head for node in (child if isinstance(child, list) else (child,)) if node is not None}
        nodes = self._nodes[part.start + 1 : part.end]
        return now == {node for node in nodes if self._parents[node] is part.root}

    def _number(
        self, root: ast.AST, around: ast.AST, scope: ast.AST, known: Part | None, parsed: Set[ast.stmt],
        *, is_divided: bool,
    ) -> Part:  # fmt: skip
        """Number the nodes of a part, without recursion: expressions may be nested very deep.

        Statements that were in the part as it is ``known``, with all that stands in them, are taken over as they were
        numbered.
        """
        nodes, ends, places, parents, statements, scopes = (
            self._nodes, self._ends, self._places, self._parents, self._statements, self._scopes
        )  # fmt: skip
        start = len(nodes)
        before = range(known.start, known.end) if known is not None else range(0)
        outside: list[ast.AST] = []
        by_type: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        visited: list[int] = []
        statement = root if isinstance(root, ast.stmt) else cast("ast.stmt", around)
        scope_around = scope
        pending: list[tuple[ast.AST, ast.AST, ast.AST, ast.stmt]] = [(root, around, scope, statement)]
        while pending:
            node, around, scope, statement = pending.pop()
            visited.append(len(nodes))
            parents[node] = around
            of_scope = outside if scope is scope_around else self._by_scope[scope]
            kind = type(node)
            shape = SHAPES.get(kind) or Shape.of(kind)
            if shape.is_statement:
                if places.get(node, -1) in before and node not in parsed and scopes[node] is scope:
                    if run := self._again(node):
                        of_scope += run
                        for inner in run:
                            by_type[type(inner)].append(inner)
                        continue
                statement = cast("ast.stmt", node)
            places[node] = len(nodes)
            nodes.append(node)
            ends.append(len(nodes))
            scopes[node] = scope
            of_scope.append(node)
            by_type[kind].append(node)
            statements[node] = statement
            if shape.is_scope:
                self._by_scope[node] = []
            for name in shape.fields:
                child = getattr(node, name, None)
                if child is None or (is_divided and node is root and name in shape.blocks):
                    continue
                inner_scope = node if shape.is_scope and name == "body" else scope
                if isinstance(child, list):
                    pending += [(item, node, inner_scope, statement) for item in reversed(child) if item is not None]
                else:
                    pending.append((child, node, inner_scope, statement))
        for at in reversed(visited[1:]):
            outer = places[parents[nodes[at]]]
            ends[outer] = max(ends[outer], ends[at])
        return Part(root, scope_around, start, len(nodes), by_type, outside)

    def _again(self, statement: ast.AST) -> list[ast.AST]:
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


def _is_divided(root: ast.AST, around: ast.AST) -> bool:
    if isinstance(root, ast.If) and isinstance(around, ast.If) and around.orelse == [root]:
        return False  # elif after elif after elif: these are nested very deep
    return bool(SHAPES[type(root)].blocks) and is_long(root)  # each statement of its blocks is a part of its own
