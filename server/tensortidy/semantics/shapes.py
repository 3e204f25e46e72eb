"""What the structure of a module is made of: kinds of nodes, and the nodes of a statement."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import cast

SCOPES = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda})
# Fields that hold no nodes of a place of their own: texts, and the operators and contexts that trees share.
_NO_CHILDREN = frozenset({
    "ctx", "op", "ops", "id", "attr", "arg", "name", "asname", "module", "level", "kind", "type_comment", "is_async",
    "conversion", "simple", "names", "rest", "type_ignores", "kwd_attrs",
})  # fmt: skip


Collect = Callable[[Iterator[ast.AST]], Collection[str]]
"""Finds something among nodes."""


@dataclass(frozen=True)
class Part:
    """The nodes of one statement of a module or of a class of its top level, without what stands in such a class.

    They are in the list of all from ``start`` to before ``end``. ``outside`` are those that run when the ``scope``
    around the statement does. ``gathered`` is what has been found among them.
    """

    scope: ast.Module | ast.ClassDef
    start: int
    end: int
    by_type: dict[type[ast.AST], list[ast.AST]]
    outside: list[ast.AST]
    gathered: dict[Collect, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """What a kind of node is: the names of the fields with children, the last one first."""

    fields: tuple[str, ...]
    is_statement: bool
    is_scope: bool

    @classmethod
    def of(cls, kind: type[ast.AST]) -> Shape:
        """The shape of a kind."""
        return cls(_child_fields(kind)[::-1], issubclass(kind, ast.stmt), kind in SCOPES)


def decorator_named(decorator: ast.expr) -> ast.expr:
    """What a decorator is called by: ``f`` of ``@f`` and of ``@f(…)``."""
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def name_read(node: ast.AST) -> str:
    """The name of the variable or attribute that a node reads; empty for other nodes."""
    if isinstance(node, ast.Name):
        return node.id if isinstance(node.ctx, ast.Load) else ""
    return node.attr if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) else ""


class Reads:
    """The places that read variables, and attributes of anything, by their names."""

    def __init__(self, nodes: Iterable[ast.AST]) -> None:
        self._places: dict[str, list[ast.expr]] = {}
        self.advance(frozenset(), nodes)

    def advance(self, gone: Set[ast.AST], new: Iterable[ast.AST]) -> None:
        """Take out some nodes, and take in others."""
        for name in {name_read(node) for node in gone} & self._places.keys():
            self._places[name] = [node for node in self._places[name] if node not in gone]
        for node in new:
            if name := name_read(node):
                self._places.setdefault(name, []).append(cast("ast.expr", node))

    def of(self, name: str) -> Sequence[ast.expr]:
        """Every place that reads a name."""
        return self._places.get(name, ())


def _child_fields(kind: type[ast.AST]) -> tuple[str, ...]:
    if kind is ast.Constant or kind is ast.MatchSingleton:
        return ()
    if kind is ast.Dict:  # key by key, value by value, as they are written: the order of place matters less here
        return ("keys", "values")
    return tuple(name for name in kind._fields if name not in _NO_CHILDREN)


def _body(scope: ast.AST) -> Sequence[ast.AST]:
    body = getattr(scope, "body", [])
    return body if isinstance(body, list) else [body]


def runs_outside(definition: ast.AST, child: ast.AST) -> bool:
    """Whether ``child`` of a definition runs where the definition stands: decorators, defaults, bases."""
    return not (child is definition.body if isinstance(definition, ast.Lambda) else child in _body(definition))


SHAPES = {kind: Shape.of(kind) for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)}
