"""Where a node stands: its parent, statement, block, loops, function and class."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.AsyncFor | ast.While
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda

_BLOCKS = ("body", "orelse", "finalbody")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
# Fields that hold no nodes of a place of their own: texts, and the operators and contexts that trees share.
_NO_CHILDREN = frozenset({
    "ctx", "op", "ops", "id", "attr", "arg", "name", "asname", "module", "level", "kind", "type_comment", "is_async",
    "conversion", "simple", "names", "rest", "type_ignores", "kwd_attrs",
})  # fmt: skip


class Structure:
    """Parents and enclosing constructs of every node of one module.

    All nodes are kept in the order of their place, so that the nodes inside one are a slice of them.
    """

    def __init__(self, module: ast.Module) -> None:
        self.module = module
        self._parents: dict[ast.AST, ast.AST] = {}
        self._statements: dict[ast.AST, ast.stmt] = {}
        self._scopes: dict[ast.AST, Scope] = {}
        self._by_scope: dict[ast.AST, list[ast.AST]] = defaultdict(list)
        self._functions: dict[ast.AST, Function | ast.Lambda | None] = {}
        self._nodes: list[ast.AST] = []
        self._ends: list[int] = []
        self._places: dict[ast.AST, int] = {}
        self._by_type: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        self._index()

    def walk(self, node: ast.AST) -> Sequence[ast.AST]:
        """The node and everything inside it, in order of place."""
        at = self._places[node]
        return self._nodes[at : self._ends[at]]

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """Every node of the module that is of one of these kinds, kind by kind, each in order of place."""
        for kind in kinds:
            yield from self._by_type.get(kind, ())

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node right around this one; None for the module. (Shared operators and contexts have none of use.)"""
        return self._parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around this one, from the inside out."""
        while (parent := self._parents.get(node)) is not None:
            yield parent
            node = parent

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The innermost statement that holds this node; the node itself where it is one."""
        return self._statements.get(node)

    def function(self, node: ast.AST) -> Function | ast.Lambda | None:
        """The innermost function or lambda whose body holds this node; None at module or class level."""
        if node not in self._functions:
            scope = self.scope(node)
            while isinstance(scope, ast.ClassDef):
                scope = self.scope(scope)
            self._functions[node] = scope if isinstance(scope, Function | ast.Lambda) else None
        return self._functions[node]

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The class that a method, or a node inside one of its methods, belongs to."""
        for outer in self.ancestors(node):
            if isinstance(outer, ast.ClassDef):
                return outer
        return None

    def scope(self, node: ast.AST) -> Scope:
        """The scope in which a node's names are looked up first."""
        return self._scopes[node]

    def nodes_of(self, scope: ast.AST) -> Sequence[ast.AST]:
        """The nodes that run when this scope does, in order of place; nested definitions stay closed.

        The definitions themselves are among them, and their decorators and defaults, which run here.
        """
        return self._by_scope.get(scope, ())

    def loops(self, node: ast.AST) -> Iterator[Loop]:
        """The loops of the same function whose body repeats this node, innermost first.

        The iterable of a ``for`` is evaluated once, so it is outside; a ``while`` test is inside.
        """
        inner = node
        for outer in self.ancestors(node):
            if isinstance(outer, Function | ast.Lambda | ast.ClassDef) and not _outside_definition(outer, inner):
                return
            if (isinstance(outer, ast.For | ast.AsyncFor) and inner in outer.body) or (
                isinstance(outer, ast.While) and (inner in outer.body or inner is outer.test)
            ):
                yield outer
            inner = outer

    def loop(self, node: ast.AST) -> Loop | None:
        """The innermost loop that repeats this node within its function."""
        return next(self.loops(node), None)

    def inside(self, node: ast.AST, outer: ast.AST) -> bool:
        """Whether ``outer`` is the node itself or stands around it."""
        at = self._places[outer]
        return at <= self._places[node] < self._ends[at]

    def block(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """The list of statements that this one stands in, itself among them."""
        parent = self._parents[statement]
        for name in _BLOCKS:
            block = getattr(parent, name, None)
            if isinstance(block, list) and statement in block:
                return block
        return (statement,)

    def following(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """The statements after this one in its block."""
        block = self.block(statement)
        return block[block.index(statement) + 1 :]

    def _index(self) -> None:
        """Number the nodes in order of place, without recursion: expressions may be nested very deep."""
        nodes, places, parents, statements, scopes = (
            self._nodes, self._places, self._parents, self._statements, self._scopes
        )  # fmt: skip
        shapes: dict[type[ast.AST], _Shape] = {}
        pending: list[tuple[ast.AST, ast.AST | None, Scope, ast.stmt | None]] = [(self.module, None, self.module, None)]
        while pending:
            node, parent, scope, statement = pending.pop()
            places[node] = len(nodes)
            nodes.append(node)
            scopes[node] = scope
            if parent is not None:
                parents[node] = parent
            self._by_scope[scope].append(node)
            kind = type(node)
            self._by_type[kind].append(node)
            shape = shapes.get(kind)
            if shape is None:
                shape = shapes[kind] = _Shape.of(kind)
            if shape.is_statement:
                statement = cast("ast.stmt", node)
            if statement is not None:
                statements[node] = statement
            for name in shape.fields:
                child = getattr(node, name, None)
                if child is None:
                    continue
                inner = cast("Scope", node) if shape.is_scope and name == "body" else scope
                if isinstance(child, list):
                    pending.extend([(item, node, inner, statement) for item in reversed(child) if item is not None])
                else:
                    pending.append((child, node, inner, statement))
        self._ends = ends = list(range(1, len(nodes) + 1))
        for at in range(len(nodes) - 1, 0, -1):
            outer = places[parents[nodes[at]]]
            ends[outer] = max(ends[outer], ends[at])


@dataclass(frozen=True)
class _Shape:
    """What a kind of node is: the names of the fields with children, the last one first."""

    fields: tuple[str, ...]
    is_statement: bool
    is_scope: bool

    @classmethod
    def of(cls, kind: type[ast.AST]) -> _Shape:
        return cls(_child_fields(kind)[::-1], issubclass(kind, ast.stmt), issubclass(kind, _SCOPES))


def _child_fields(kind: type[ast.AST]) -> tuple[str, ...]:
    if kind is ast.Constant or kind is ast.MatchSingleton:
        return ()
    if kind is ast.Dict:  # key by key, value by value, as they are written: the order of place matters less here
        return ("keys", "values")
    return tuple(name for name in kind._fields if name not in _NO_CHILDREN)


def _body(scope: ast.AST) -> Sequence[ast.AST]:
    body = getattr(scope, "body", [])
    return body if isinstance(body, list) else [body]


def _outside_definition(definition: ast.AST, child: ast.AST) -> bool:
    """Whether ``child`` of a definition runs where the definition stands: decorators, defaults, bases."""
    return not (child is definition.body if isinstance(definition, ast.Lambda) else child in _body(definition))
