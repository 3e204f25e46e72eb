"""Where a node stands: its parent, statement, block, loops, function and class."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

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
        self._by_scope: dict[ast.AST, list[ast.AST]] = {}
        self._functions: dict[ast.AST, Function | ast.Lambda | None] = {}
        self._nodes: list[ast.AST] = []
        self._ends: list[int] = []
        self._places: dict[ast.AST, int] = {}
        self._by_type: dict[type[ast.AST], list[ast.AST]] = {}
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
        nodes, parents, statements, scopes = self._nodes, self._parents, self._statements, self._scopes
        fields: dict[type[ast.AST], tuple[str, ...]] = {}
        pending: list[tuple[ast.AST, Scope]] = [(self.module, self.module)]
        while pending:
            node, scope = pending.pop()
            self._places[node] = len(nodes)
            nodes.append(node)
            scopes[node] = scope
            self._by_scope.setdefault(scope, []).append(node)
            kind = type(node)
            if kind not in fields:
                fields[kind] = _child_fields(kind)
                self._by_type[kind] = []
            self._by_type[kind].append(node)
            statement = node if isinstance(node, ast.stmt) else statements.get(parents.get(node, node))
            if statement is not None:
                statements[node] = statement
            opens = node if isinstance(node, _SCOPES) else None
            children: list[tuple[ast.AST, Scope]] = []
            for name in fields[kind]:
                child = getattr(node, name, None)
                inner = opens if opens is not None and name == "body" else scope
                if isinstance(child, list):
                    children.extend([(item, inner) for item in child if item is not None])
                elif child is not None:
                    children.append((child, inner))
            for child, _ in children:
                parents[child] = node
            children.reverse()
            pending.extend(children)
        self._ends = [at + 1 for at in range(len(nodes))]
        for at in range(len(nodes) - 1, 0, -1):
            outer = self._places[parents[nodes[at]]]
            self._ends[outer] = max(self._ends[outer], self._ends[at])


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
