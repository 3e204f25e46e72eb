"""Where a node stands: its parent, statement, block, loops, function and class."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from typing import Any, TypeVar, cast

from tensortidy.semantics.numbering import Numbering
from tensortidy.semantics.shapes import SHAPES, Choose, Collect, Part, Reads, headers, runs_outside
from tensortidy.semantics.summaries import go_on

Node = TypeVar("Node", bound=ast.AST)
Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.AsyncFor | ast.While
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda

_BODIES = ("body", "orelse", "finalbody")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Structure(Numbering):
    """Parents and enclosing constructs of every node of one module.

    The nodes of each part are kept in the order of their place, so that the nodes inside one are a slice of them. As
    the module is edited, only what is new is taken in: see ``advance``.
    """

    def __init__(self, module: ast.Module, give_way: Callable[[], None] = go_on) -> None:
        super().__init__(module, give_way)
        self._top: dict[ast.stmt, Part] = {}
        self._gathered: dict[Collect, tuple[Sequence[type[ast.AST]], frozenset[str]]] = {}
        self._reads: Reads | None = None
        self._tables: list[dict[ast.AST, Any]] = []
        self._fine_tables: list[dict[ast.AST, Any]] = []
        self._sets: list[set[ast.AST]] = []
        self._walks: dict[Part, list[ast.AST]] = {}
        self.touched: Set[ast.AST] = frozenset()
        """The nodes that the last edit touched; of those that it has put in their place see ``kept``."""
        self._functions: dict[ast.AST, Function | ast.Lambda | None] = self.kept()
        self._loops: dict[ast.AST, Loop | None] = self.kept()
        for statement in module.body:
            self._top[statement] = self.part(statement, module, module, frozenset(), [])

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
        self.give_way = go_on
        old, parsed = self._top, frozenset(parsed)
        self.module.body, self._top = body, {}
        made: list[Part] = []
        for statement in body:  # most are known, and to ask for each of their parts would take long
            known = old.get(statement) if statement not in parsed else None
            self._top[statement] = known or self.part(statement, self.module, self.module, parsed, made)
        new = [statement for statement, part in self._top.items() if old.get(statement) is not part]
        replaced = [statement for statement, part in old.items() if self._top.get(statement) is not part]
        there = {part for statement in new for part in self._top[statement].parts()}
        gone = [part for statement in replaced for part in old[statement].parts() if part not in there]
        edited = (nodes for statement in replaced for nodes in self._touched(old[statement], there))
        touched = set[ast.AST]().union(*edited)
        self._gather_again(gone, made)
        finely = self._let_go(gone, made).union(parsed)
        self._walks.clear()
        changed = [item for item in new if not (item in old and isinstance(item, _DEFINITIONS))]
        changed += [item for item in replaced if item not in self._top]
        quiet = [item for item in changed if isinstance(item, Function) and not any(headers(item))]
        is_unread = all(map(self._is_unread, changed))
        if len(quiet) < len(changed) or not is_unread:
            quiet = []
            touched.add(self.module)
        if not is_unread:
            touched.update(node for part in old.values() for node in part.running())
        self.touched = touched
        for table in self._tables:
            for node in table.keys() & touched:
                del table[node]
        for table in self._fine_tables:
            for node in table.keys() & finely:
                del table[node]
        for nodes in self._sets:
            nodes.difference_update(touched)
        return quiet

    def _gather_again(self, gone: Sequence[Part], made: Sequence[Part]) -> None:
        """Keep what was gathered, but for where something may be gone with some parts."""
        for collect, (kinds, found) in list(self._gathered.items()):
            before = {name for part in gone for name in part.gather(collect, kinds)}
            now = {name for part in made for name in part.gather(collect, kinds)}
            if not before <= now:
                del self._gathered[collect]
            elif not now <= found:
                self._gathered[collect] = kinds, found | now

    def _touched(self, top: Part, there: Set[Part]) -> Iterator[Sequence[ast.AST]]:
        """The nodes of a statement that has been edited, but for the other methods of a class; in stretches."""
        if not isinstance(top.root, ast.ClassDef):
            yield self._walk(top)
            return
        yield self._nodes[top.start : top.end]
        for method in top.inner:
            if method not in there:
                yield self._walk(method)

    def _let_go(self, gone: Sequence[Part], made: Sequence[Part]) -> set[ast.AST]:
        """Forget the nodes of parts that are gone, but for those in parts that were made; gives what is forgotten."""
        before = {node for part in gone for node in self._nodes[part.start : part.end]}
        now = [node for part in made for node in self._nodes[part.start : part.end]]
        kept = {part.start for part in made}
        for part in gone:
            if part.start not in kept:
                self._nodes[part.start : part.end] = [self.module] * (part.end - part.start)
            if self._parts[part.root] is part:
                del self._parts[part.root]
        forgotten = before.difference(now)
        for node in forgotten:
            for table in (self._parents, self._statements, self._scopes, self._places, self._by_scope):
                table.pop(node, None)
        if self._reads is not None:
            self._reads.advance(forgotten, [node for node in now if node not in before])
        return forgotten

    def _is_unread(self, statement: ast.stmt) -> bool:
        """Whether a statement does no more than to define something that nothing else names, as far as is known."""
        if not isinstance(statement, _DEFINITIONS) or self._reads is None:
            return False
        is_there = statement in self._places
        return all(is_there and self.inside(read, statement) for read in self._reads.of(statement.name))

    # ------------------------------------------------------------ nodes

    def walk(self, node: ast.AST) -> Sequence[ast.AST]:
        """The node and everything inside it, in order of place."""
        if node is self.module:
            return [node, *(inner for part in self._top.values() for inner in self._walk(part))]
        part = self._divided(node)
        return self._walk(part) if part is not None else self._inside(node)

    def _divided(self, node: ast.AST) -> Part | None:
        """The part of a node whose blocks are parts of their own; None for all others."""
        part = self._parts.get(node)
        return part if part is not None and part.inner else None

    def _walk(self, part: Part) -> list[ast.AST]:
        """The nodes of a part and of all parts inside it, in order of place."""
        if part not in self._walks:
            self._walks[part] = [node for inner in part.parts() for node in self._nodes[inner.start : inner.end]]
        return self._walks[part]

    def within(self, node: ast.AST, kind: type[Node]) -> Sequence[Node]:
        """The nodes of exactly one kind inside a node, itself counted in, in order of place."""
        self.give_way()
        part = self._parts.get(node)
        if part is not None:
            found = part.of_type(kind)
        else:
            found = [*self.nodes(kind)] if node is self.module else [it for it in self.walk(node) if type(it) is kind]
        return cast("Sequence[Node]", found)

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """Every node of the module that is of one of these kinds, kind by kind, each in order of place."""
        for kind in kinds:
            for part in self._top.values():
                yield from part.of_type(kind)

    def reads(self, name: str) -> Sequence[ast.expr]:
        """Every place that reads a variable of this name, or an attribute of this name of anything."""
        self.give_way()
        if self._reads is None:
            self._reads = Reads(map(self._walk, self._top.values()), self.give_way)
        return self._reads.of(name)

    def gathered(self, collect: Collect, *kinds: type[ast.AST]) -> frozenset[str]:
        """What a function finds among the nodes of some kinds; it is asked about each once."""
        if collect not in self._gathered:
            found: set[str] = set()
            for top in self._top.values():
                self.give_way()
                found.update(*(part.gather(collect, kinds) for part in top.parts()))
            self._gathered[collect] = kinds, frozenset(found)
        return self._gathered[collect][1]

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
        return next((outer for outer in self.ancestors(node) if isinstance(outer, ast.ClassDef)), None)

    def scope(self, node: ast.AST) -> Scope:
        """The scope in which a node's names are looked up first."""
        scope: Scope = self._scopes[node]
        return scope

    def nodes_of(self, scope: ast.AST, choose: Choose | None = None) -> Sequence[ast.AST]:
        """The nodes that run when this scope does, in order of place; nested definitions stay closed.

        The definitions themselves are among them, and their decorators and defaults, which run here. Given a function,
        those that it chooses; of a long scope it is asked about each once.
        """
        self.give_way()
        if scope is self.module:
            own = [scope] if choose is None or choose(scope) else []
            return [*own, *(node for part in self._top.values() for node in part.running(choose))]
        if (part := self._divided(scope)) is not None:
            return [node for inner in part.inner if inner.scope is scope for node in inner.running(choose)]
        found = self._by_scope.get(scope, ())
        return found if choose is None else [node for node in found if choose(node)]

    def jumps(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """Every ``break`` and ``continue`` in a statement."""
        if not SHAPES[type(statement)].blocks:
            return [statement] if isinstance(statement, ast.Break | ast.Continue) else []
        return [*self.within(statement, ast.Break), *self.within(statement, ast.Continue)]

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
        if node not in self._loops:
            self._loops[node] = next(self.loops(node), None)
        return self._loops[node]

    def inside(self, node: ast.AST, outer: ast.AST) -> bool:
        """Whether ``outer`` is the node itself or stands around it."""
        if outer is self.module or outer is node:
            return True
        if self._divided(outer) is not None:
            around = self._parents.get(node)
            while around is not None and around is not outer:
                around = self._parents.get(around)
            return around is outer
        at = self._places[outer]
        return at <= self._places.get(node, -1) < self._ends[at]

    def block(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """The list of statements that this one stands in, itself among them."""
        parent = self._parents[statement]
        for name in _BODIES:
            block = getattr(parent, name, None)
            if isinstance(block, list) and statement in block:
                return block
        return (statement,)

    def following(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """The statements after this one in its block."""
        block = self.block(statement)
        return block[block.index(statement) + 1 :]
