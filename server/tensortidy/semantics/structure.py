"""Where a node stands: its parent, statement, block, loops, function and class."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from typing import Any, cast

from tensortidy.semantics.numbering import Numbering
from tensortidy.semantics.shapes import SCOPES, Collect, Part, Reads, runs_outside
from tensortidy.semantics.summaries import go_on

Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.AsyncFor | ast.While
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda

_BLOCKS = ("body", "orelse", "finalbody")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Structure(Numbering):
    """Parents and enclosing constructs of every node of one module.

    The nodes of each statement of the top level are kept in the order of their place, so that the nodes inside one are
    a slice of them. As the module is edited, only what is new is taken in: see ``advance``.
    """

    def __init__(self, module: ast.Module, give_way: Callable[[], None] = go_on) -> None:
        super().__init__(module)
        self._parts: dict[ast.stmt, Part] = {}
        self._in_class: dict[ast.AST, list[Part]] = {}
        self._gathered: dict[Collect, Set[str]] = {}
        self._reads: Reads | None = None
        self._tables: list[dict[ast.AST, Any]] = []
        self._fine_tables: list[dict[ast.AST, Any]] = []
        self._sets: list[set[ast.AST]] = []
        self._functions: dict[ast.AST, Function | ast.Lambda | None] = self.kept()
        self._take_over({}, (), frozenset(), frozenset(), give_way)

    # ------------------------------------------------------------ edits

    def kept(self, *, finely: bool = False) -> dict[ast.AST, Any]:
        """A table for answers about nodes: what is said of a node is taken out of it when an edit touches the node.

        An edit touches all nodes of the method, or of the statement of the top level, that it is made in; of a table
        that is kept ``finely`` only those that are new or gone, and the statements around them.
        """
        table: dict[ast.AST, Any] = {}
        (self._fine_tables if finely else self._tables).append(table)
        return table

    def kept_set(self) -> set[ast.AST]:
        """A set of nodes that an edit is taken out of likewise."""
        self._sets.append(set())
        return self._sets[-1]

    def advance(self, body: list[ast.stmt], parsed: Collection[ast.stmt]) -> Sequence[Function]:
        """Take over the statements of a newer text; those in ``parsed``, of all levels, are new or hold something new.

        A definition that is the same object as before has been edited. Gives the functions of the top level that came
        or went where these are all that did, and nothing else names them: the module is not touched by them.
        """
        old = self._parts
        before = {statement for statement, part in old.items() if part.scope is self.module}
        self.module.body = body
        kept = {
            statement: old[statement]
            for statement, parent in self._statements_with_parts()
            if statement not in parsed and statement in old and old[statement].scope is parent
        }
        gone = [part for statement, part in old.items() if statement not in kept]
        edited = frozenset(node for part in gone for node in self._nodes[part.start : part.end])
        self._take_over(kept, gone, edited, frozenset(parsed))
        touched = set(edited)
        changed = [
            item for item in body if item not in kept and not (item in before and isinstance(item, _DEFINITIONS))
        ]
        changed += before.difference(body)
        quiet = [item for item in changed if isinstance(item, Function) and not item.decorator_list]
        is_unread = all(map(self._is_unread, changed))
        if len(quiet) < len(changed) or not is_unread:
            quiet = []
            touched.add(self.module)
        if not is_unread:
            touched.update(node for statement in before for node in old[statement].outside)
        for table in self._tables:
            for node in [node for node in table if node in touched] if len(table) < len(touched) else touched:
                table.pop(node, None)
        for nodes in self._sets:
            nodes.difference_update(touched)
        finely = {node for node in edited if node not in self._places}.union(parsed)
        for table in self._fine_tables:
            for node in finely:
                table.pop(node, None)
        return quiet

    def _is_unread(self, statement: ast.stmt) -> bool:
        """Whether a statement does no more than to define something that nothing else names, as far as is known."""
        if not isinstance(statement, _DEFINITIONS) or self._reads is None:
            return False
        is_there = statement in self._places
        return all(is_there and self.inside(read, statement) for read in self._reads.of(statement.name))

    def _statements_with_parts(self) -> Iterator[tuple[ast.stmt, ast.Module | ast.ClassDef]]:
        """The statements of the top level, and of the classes there, each with what it stands in."""
        for statement in self.module.body:
            yield statement, self.module
            if isinstance(statement, ast.ClassDef):
                yield from ((inner, statement) for inner in statement.body)

    def _take_over(
        self,
        kept: Mapping[ast.stmt, Part],
        gone: Sequence[Part],
        edited: frozenset[ast.AST],
        parsed: frozenset[ast.stmt],
        give_way: Callable[[], None] = go_on,
    ) -> None:
        """Make the parts of all statements but those that are kept; ``edited`` are the nodes of the parts that go."""
        for part in gone:
            for kind in SCOPES:
                for scope in part.by_type.get(kind, ()):
                    self._by_scope.pop(scope, None)
        new: list[Part] = []
        same = edited - parsed
        self._parts, self._in_class, self._gathered = {}, {}, {}
        for statement, parent in self._statements_with_parts():
            if statement in kept:
                self._parts[statement] = kept[statement]
            else:
                give_way()
                self._parts[statement] = self.number(statement, parent, same)
                new.append(self._parts[statement])
            if parent is not self.module:
                self._in_class.setdefault(parent, []).append(self._parts[statement])
        for part in gone:
            self._nodes[part.start : part.end] = [self.module] * (part.end - part.start)
        there = [node for part in new for node in self._nodes[part.start : part.end]]
        gone_nodes = edited.difference(there)
        for node in gone_nodes:
            for table in (self._parents, self._statements, self._scopes, self._places):
                table.pop(node, None)
        if self._reads is not None:
            self._reads.advance(gone_nodes, [node for node in there if node not in edited])

    # ------------------------------------------------------------ nodes

    def walk(self, node: ast.AST) -> Sequence[ast.AST]:
        """The node and everything inside it, in order of place."""
        if node is self.module:
            return [node, *(inner for part in self._parts.values() for inner in self._nodes[part.start : part.end])]
        if node in self._in_class:
            parts = [self._parts[cast("ast.stmt", node)], *self._in_class[node]]
            return [inner for part in parts for inner in self._nodes[part.start : part.end]]
        at = self._places[node]
        return self._nodes[at : self._ends[at]]

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """Every node of the module that is of one of these kinds, kind by kind, each in order of place."""
        for kind in kinds:
            for part in self._parts.values():
                yield from part.by_type.get(kind, ())

    def reads(self, name: str) -> Sequence[ast.expr]:
        """Every place that reads a variable of this name, or an attribute of this name of anything."""
        if self._reads is None:
            self._reads = Reads(self.walk(self.module))
        return self._reads.of(name)

    def gathered(self, collect: Collect, *kinds: type[ast.AST]) -> Set[str]:
        """What a function finds among the nodes of some kinds, asked of each statement of the top level once."""
        if collect not in self._gathered:
            for part in self._parts.values():
                if collect not in part.gathered:
                    part.gathered[collect] = collect(node for kind in kinds for node in part.by_type.get(kind, ()))
            self._gathered[collect] = set().union(*(part.gathered[collect] for part in self._parts.values()))
        return self._gathered[collect]

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
        return cast("Scope", self._scopes[node])

    def nodes_of(self, scope: ast.AST) -> Sequence[ast.AST]:
        """The nodes that run when this scope does, in order of place; nested definitions stay closed.

        The definitions themselves are among them, and their decorators and defaults, which run here.
        """
        if scope is self.module:
            return [scope, *(node for part in self._parts.values() if part.scope is scope for node in part.outside)]
        if scope in self._in_class:
            return [node for part in self._in_class[scope] for node in part.outside]
        return self._by_scope.get(scope, ())

    def loops(self, node: ast.AST) -> Iterator[Loop]:
        """The loops of the same function whose body repeats this node, innermost first.

        The iterable of a ``for`` is evaluated once, so it is outside; a ``while`` test is inside.
        """
        inner = node
        for outer in self.ancestors(node):
            if isinstance(outer, Function | ast.Lambda | ast.ClassDef) and not runs_outside(outer, inner):
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
        if outer is self.module or outer is node:
            return True
        if outer in self._in_class:
            return outer in self.ancestors(node)
        at = self._places[outer]
        return at <= self._places.get(node, -1) < self._ends[at]

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
