"""Containers in which a loop piles up open handles that nobody closes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tensortidy.knowledge import Knowledge, Opener
from tensortidy.semantics.names import Names
from tensortidy.semantics.openings import Openings
from tensortidy.semantics.structure import Loop, Structure

_EMPTY = frozenset({"list", "dict", "set", "collections.deque", "collections.defaultdict", "collections.OrderedDict"})
_WHOLE = frozenset({"enumerate", "zip", "reversed", "sorted", "iter"})


@dataclass(frozen=True)
class Hoard:
    """Handles that pile up: the call that opens one, the variable that keeps them, and what repeats it."""

    call: ast.Call
    opener: Opener
    name: str
    made: ast.expr
    repeated: Loop | ast.expr


class Hoards:
    """Questions about the collections of open handles of one module.

    ``fate`` says what becomes of a handle where it is read, as ``Resources.fate`` does.
    """

    def __init__(
        self,
        structure: Structure,
        names: Names,
        knowledge: Knowledge,
        openings: Openings,
        fate: Callable[[ast.expr, Opener], str],
    ) -> None:
        self._structure = structure
        self._names = names
        self._knowledge = knowledge
        self._openings = openings
        self._fate = fate

    def of(self, call: ast.Call) -> Hoard | None:
        """The hoard to which a call adds an open handle, where it is certain that nobody closes what is in it."""
        opener = self._openings.opener(call)
        found = self._container(call, opener) if opener is not None else None
        if opener is None or found is None:
            return None
        container, repeated = found
        scope = self._structure.function(call) or self._structure.module
        bindings = self._names.bindings(container.id, call)
        made = bindings[0].value if len(bindings) == 1 else None
        if made is None or self._names.binding_scope(container.id, call) is not scope or not self._is_own(made):
            return None
        if isinstance(repeated, Loop) and self._structure.inside(made, repeated):
            return None  # each pass begins with a new one
        for read in self._openings.reads(container.id, scope):
            if self._structure.function(read) is not self._structure.function(call):
                return None
            elements = self._elements(read)
            if elements is None or any(self._fate(use, opener) != "used" for use in elements):
                return None
        return Hoard(call, opener, container.id, made, repeated)

    def _container(self, call: ast.Call, opener: Opener) -> tuple[ast.Name, Loop | ast.expr] | None:
        """The variable that keeps what a call opens, and what repeats the call."""
        statement = self._structure.statement(call)
        parent = self._structure.parent(call)
        loop = self._structure.loop(call)
        if isinstance(parent, ast.ListComp) and isinstance(statement, ast.Assign) and statement.value is parent:
            target = statement.targets[0]
            return (target, parent) if isinstance(target, ast.Name) and len(parent.generators) == 1 else None
        if loop is None:
            return None
        match statement:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name() as holder)], value=value) if value is call:
                return holder, loop
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is call:
                return self._kept_by_name(name, call, opener, loop)
        holder_of = self._holder(call)
        return (holder_of, loop) if holder_of is not None else None

    def _kept_by_name(
        self, name: str, call: ast.Call, opener: Opener, loop: Loop
    ) -> tuple[ast.Name, Loop | ast.expr] | None:
        """``f = open(path)`` and ``files.append(f)``."""
        scope = self._structure.function(call) or self._structure.module
        holders: list[ast.Name] = []
        for read in self._openings.reads(name, scope):
            holder = self._holder(read)
            if holder is not None and self._structure.inside(read, loop):
                holders.append(holder)
            elif self._fate(read, opener) != "used":
                return None
        return (holders[0], loop) if len(holders) == 1 else None

    def _holder(self, node: ast.expr) -> ast.Name | None:
        """``files`` where a node is what is put into it: ``files.append(node)``."""
        match self._structure.parent(node):
            case ast.Call(func=ast.Attribute(value=ast.Name() as holder, attr=method), args=[*_, last]):
                return holder if last is node and self._knowledge.is_one_of(method, "growing methods") else None
        return None

    def _is_own(self, made: ast.expr) -> bool:
        """Whether a container is made here: ``[]``, ``{}``, ``list()``, a comprehension."""
        if isinstance(made, ast.Call):
            return self._names.qualified(made.func) in _EMPTY and not made.args
        return isinstance(made, ast.List | ast.Dict | ast.ListComp)

    def _elements(self, read: ast.expr) -> Iterable[ast.expr] | None:
        """What is read of the handles where their container is read; None where they may be closed there."""
        parent = self._structure.parent(read)
        outer = self._structure.parent(parent) if parent is not None else None
        match parent:
            case ast.Attribute(attr=method):
                called = isinstance(outer, ast.Call) and outer.func is parent
                if called and method in ("items", "values"):
                    return self._iterated(outer)
                return () if called and self._knowledge.is_one_of(method, "growing methods") else None
            case ast.Subscript():
                return (parent,) if isinstance(parent.ctx, ast.Load) else ()
            case ast.Call(func=func) if self._names.qualified(func) in _WHOLE:
                return self._iterated(parent)
            case ast.Call(func=func):
                return () if self._names.qualified(func) in ("len", "print") else None
        return self._iterated(read)

    def _iterated(self, node: ast.AST | None) -> Iterable[ast.expr] | None:
        """The reads of a loop's variables where it iterates over a node; None where nothing does."""
        parent = self._structure.parent(node) if node is not None else None
        if isinstance(parent, ast.Compare | ast.If | ast.While | ast.UnaryOp):
            return ()
        if not isinstance(parent, ast.For | ast.comprehension) or parent.iter is not node:
            return None
        within = self._structure.parent(parent) if isinstance(parent, ast.comprehension) else None
        where = within or self._structure.function(parent) or self._structure.module
        targets = [item.id for item in self._structure.walk(parent.target) if isinstance(item, ast.Name)]
        return [read for name in targets for read in self._openings.reads(name, where)]
