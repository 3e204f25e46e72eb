"""What the structure of a module is made of: kinds of nodes, and the nodes of a statement."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import cast

from tensortidy.syntax import BLOCKS

SCOPES = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda})
# Fields that hold no nodes of a place of their own: texts, and the operators and contexts that trees share.
_NO_CHILDREN = frozenset({
    "ctx", "op", "ops", "id", "attr", "arg", "name", "asname", "module", "level", "kind", "type_comment", "is_async",
    "conversion", "simple", "names", "rest", "type_ignores", "kwd_attrs",
})  # fmt: skip
COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try)
_LONG = 50  # lines

Collect = Callable[[Iterator[ast.AST]], Collection[str]]
"""Finds something among nodes."""
Choose = Callable[[ast.AST], bool]
"""Chooses nodes."""


@dataclass(frozen=True, eq=False)
class Part:
    """The nodes of one statement; of a long one without what stands in its blocks: that makes ``inner`` parts.

    Its own nodes are in the list of all from ``start`` to before ``end``. ``outside`` are those of them that run when
    the ``scope`` around the statement does. ``gathered`` is what has been found among them.
    """

    root: ast.AST
    scope: ast.AST
    start: int
    end: int
    by_type: dict[type[ast.AST], list[ast.AST]]
    outside: list[ast.AST]
    inner: list[Part] = field(default_factory=list)
    gathered: dict[Collect, frozenset[str]] = field(default_factory=dict)
    _of_type: dict[type[ast.AST], list[ast.AST]] = field(default_factory=dict)
    _chosen: dict[Choose, list[ast.AST]] = field(default_factory=dict)
    _chosen_inside: dict[Choose, list[ast.AST]] = field(default_factory=dict)
    _inside: list[Part] = field(default_factory=list)

    def parts(self) -> Sequence[Part]:
        """The part and all inside it, in order of place; ``inner`` is to be complete by then."""
        if self.inner and not self._inside:  # without itself, for in such a circle it would outlive its use
            self._inside.extend(inside for part in self.inner for inside in part.parts())
        return [self, *self._inside]

    def of_type(self, kind: type[ast.AST]) -> Sequence[ast.AST]:
        """The nodes that are of a kind, in order of place."""
        if not self.inner:
            return self.by_type.get(kind, ())
        if kind not in self._of_type:
            self._of_type[kind] = [node for part in self.parts() for node in part.by_type.get(kind, ())]
        return self._of_type[kind]

    def gather(self, collect: Collect, kinds: Iterable[type[ast.AST]]) -> frozenset[str]:
        """What a function finds among its own nodes of some kinds, asked once."""
        if collect not in self.gathered:
            self.gathered[collect] = frozenset(collect(node for kind in kinds for node in self.by_type.get(kind, ())))
        return self.gathered[collect]

    def running(self, choose: Choose | None = None) -> Sequence[ast.AST]:
        """The nodes that run when the scope around the statement does, in order of place.

        Given a function, those that it chooses; it is asked about each once.
        """
        if choose is not None and choose not in self._chosen:
            self._chosen[choose] = [node for node in self.outside if choose(node)]
        own = self.outside if choose is None else self._chosen[choose]
        if not self.inner:
            return own
        if choose is None:
            return [*own, *(node for part in self._along for node in part.running())]
        if choose not in self._chosen_inside:
            found = self._chosen_inside[choose] = [*own]
            for part in self._along:
                found += part.running(choose)
        return self._chosen_inside[choose]

    @property
    def _along(self) -> Iterator[Part]:
        """The parts inside that run with it."""
        return (part for part in self.inner if part.scope is self.scope)


@dataclass(frozen=True)
class Shape:
    """What a kind of node is: the names of the fields with children, the last one first, and those of blocks."""

    fields: tuple[str, ...]
    blocks: tuple[str, ...]
    is_statement: bool
    is_scope: bool

    @classmethod
    def of(cls, kind: type[ast.AST]) -> Shape:
        """The shape of a kind."""
        fields = _child_fields(kind)
        is_statement = issubclass(kind, ast.stmt)
        blocks = tuple(name for name in fields if name in BLOCKS) if is_statement or kind is ast.ExceptHandler else ()
        return cls(fields[::-1], blocks, is_statement, kind in SCOPES)


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

    def __init__(self, stretches: Iterable[Iterable[ast.AST]], give_way: Callable[[], None]) -> None:
        self._places: dict[str, list[ast.expr]] = {}
        for nodes in stretches:
            give_way()
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
    names = [name for name in kind._fields if name not in _NO_CHILDREN]
    return tuple(sorted(names, key=lambda name: (name != "decorator_list", name in BLOCKS)))


def _body(scope: ast.AST) -> Sequence[ast.AST]:
    body = getattr(scope, "body", [])
    return body if isinstance(body, list) else [body]


def runs_outside(definition: ast.AST, child: ast.AST) -> bool:
    """Whether ``child`` of a definition runs where the definition stands: decorators, defaults, bases."""
    return not (child is definition.body if isinstance(definition, ast.Lambda) else child in _body(definition))


def is_long(node: ast.AST) -> bool:
    """Whether a statement, or a handler, has so many lines that its header and its blocks are parts by themselves."""
    return node.end_lineno - node.lineno >= _LONG  # type: ignore[attr-defined, no-any-return]


def headers(statement: ast.stmt) -> Iterator[ast.AST]:
    """What runs with a statement beside the statements in it; a simple one itself."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from statement.decorator_list
        if not isinstance(statement, ast.ClassDef):
            yield from (part for part in (*statement.args.defaults, *statement.args.kw_defaults) if part is not None)
        return
    if not isinstance(statement, COMPOUND):
        yield statement
        return
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.ExceptHandler):
            yield from (child.type,) if child.type is not None else ()
        elif not isinstance(child, ast.stmt):
            yield child


def inner_statements(statement: ast.AST) -> Iterator[ast.stmt]:
    """The statements of the blocks of a compound one."""
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, ast.ExceptHandler):
            yield from child.body


SHAPES = {kind: Shape.of(kind) for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)}
