"""TensorFlow's sessions: where they are opened, and whether anybody closes them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.effects import Effects, arguments_of
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.summaries import Does

_ENDS = frozenset({"close", "__exit__", "__del__", "stop", "shutdown", "terminate", "release", "cleanup", "tearDown"})
_STACKS = frozenset({"enter_context", "push", "callback", "addCleanup"})


class _Fate(Enum):
    USED = "used"
    CLOSED = "closed"
    OWNED = "owned"
    """Somebody else has it, and may close it."""
    LENT = "lent"
    """Something keeps on using it, and ends before the block that opened it does: threads that fill queues."""


@dataclass(frozen=True)
class OpenSession:
    """A session that nobody closes, or not on every way out.

    ``name`` is the variable or the attribute of self that holds it, None where it is used on the spot. ``uses`` are the
    statements of its block, in order, through the last one that needs it; empty where its uses stand elsewhere too.
    ``early`` is a ``return`` before the statement ``close`` that closes it. ``is_lent`` where threads were started that
    go on using it.
    """

    call: ast.Call
    statement: ast.stmt
    name: str | None
    uses: tuple[ast.stmt, ...] = ()
    early: ast.Return | None = None
    close: ast.stmt | None = None
    is_lent: bool = False


class Sessions:
    """Questions about the sessions of one module. ``free_calls`` are the user's own closing functions."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        knowledge: Knowledge,
        flow: Effects,
        free_calls: frozenset[str],
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._knowledge = knowledge
        self._flow = flow
        self._free_calls = free_calls

    def unclosed(self, call: ast.Call) -> OpenSession | None:
        """The session that a call opens, where it is certain that somebody forgets to close it; else None.

        A session that is returned, captured, or given to code that is not known has another owner.
        """
        if not self._is(call.func, "sessions"):
            return None
        statement, parent = self._structure.statement(call), self._structure.parent(call)
        if isinstance(statement, ast.Assign) and statement.value is call and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                return self._held(call, statement, target.id)
            return self._kept(call, statement, target) if isinstance(target, ast.Attribute) else None
        if isinstance(statement, ast.Expr) and parent is statement:
            return OpenSession(call, statement, None, self._rest(statement))
        used = self._structure.parent(parent) if isinstance(parent, ast.Attribute) and parent.attr == "run" else None
        if isinstance(used, ast.Call) and used.func is parent and statement is not None:
            return OpenSession(call, statement, None)
        return None

    def is_interactive(self, session: OpenSession) -> bool:
        """Whether a session makes itself the default one until it is closed."""
        return self._is(session.call.func, "interactive sessions")

    def _is(self, node: ast.expr, group: str) -> bool:
        return self._knowledge.is_one_of(self._names.qualified(node), group)

    # ------------------------------------------------------------ held in a variable

    def _held(self, call: ast.Call, statement: ast.Assign, name: str) -> OpenSession | None:
        function = self._structure.function(call)
        if self._names.binding_scope(name, call) is not (function or self._structure.module):
            return None  # a global: it may live as long as the program
        if len(self._names.bindings(name, call)) != 1:
            return None
        reads = [
            node
            for node in self._structure.reads(name)
            if isinstance(node, ast.Name) and any(item.node is statement for item in self._names.bindings(name, node))
        ]
        if any(self._structure.function(read) is not function for read in reads):
            return None  # captured by an inner function
        if function is not None and self._hands_all_on(function):
            return None
        fates = {read: self._fate(read) for read in reads}
        if _Fate.OWNED in fates.values():
            return None
        closing = [read for read, fate in fates.items() if fate is _Fate.CLOSED]
        if closing:
            return self._closed_late(call, statement, name, closing)
        uses = self._uses(statement, reads)
        lent = _Fate.LENT in fates.values()
        if lent or self._is(call.func, "interactive sessions"):
            uses = self._rest(statement) if uses else ()
        return OpenSession(call, statement, name, uses, is_lent=lent)

    def _hands_all_on(self, function: Function | ast.Lambda) -> bool:
        """``self.__dict__.update(locals())``: who gets all variables may keep them."""
        return any(
            self._structure.function(read) is function and self._names.qualified(read) in ("locals", "vars")
            for name in ("locals", "vars")
            for read in self._structure.reads(name)
        )

    def _closed_late(
        self, call: ast.Call, statement: ast.Assign, name: str, closing: Sequence[ast.expr]
    ) -> OpenSession | None:
        """A session that is closed, but not where a ``return`` leaves before."""
        first = min(closing, key=lambda node: node.lineno)
        if any(self._is_in_finally(node) or not self._is_called_on(node) for node in closing):
            return None
        following = self._structure.following(statement)
        for later in following:
            for node in self._structure.walk(later):
                if isinstance(node, ast.Return) and node.lineno < first.lineno and not self._is_in_finally(node):
                    if self._structure.function(node) is self._structure.function(call):
                        close = self._structure.statement(first)
                        uses = tuple(following[: following.index(close)]) if close in following else ()
                        return OpenSession(call, statement, name, uses, node, close)
        return None

    def _is_in_finally(self, node: ast.AST) -> bool:
        """Whether a node stands in a ``try`` with ``finally``, or in what runs after an exception."""
        return any(
            isinstance(outer, ast.ExceptHandler) or (isinstance(outer, ast.Try) and outer.finalbody)
            for outer in self._structure.ancestors(node)
        )

    def _is_called_on(self, read: ast.expr) -> bool:
        """``session.close()`` as a statement."""
        method = self._structure.parent(read)
        call = self._structure.parent(method) if isinstance(method, ast.Attribute) else None
        return isinstance(call, ast.Call) and isinstance(self._structure.parent(call), ast.Expr)

    def _uses(self, statement: ast.stmt, reads: Sequence[ast.expr]) -> tuple[ast.stmt, ...]:
        """The statements after the opening one through the last that names the session, if all stand beside it."""
        following = self._structure.following(statement)
        last = 0
        for read in reads:
            at = next((at for at, later in enumerate(following) if self._structure.inside(read, later)), None)
            if at is None or self._structure.function(read) is not self._structure.function(statement):
                return ()
            last = max(last, at + 1)
        return self._without_yields(following[:last])

    def _rest(self, statement: ast.stmt) -> tuple[ast.stmt, ...]:
        return self._without_yields(self._structure.following(statement))

    def _without_yields(self, statements: Sequence[ast.stmt]) -> tuple[ast.stmt, ...]:
        inside = (node for part in statements for node in self._structure.walk(part))
        return () if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in inside) else tuple(statements)

    # ------------------------------------------------------------ kept on an object

    def _kept(self, call: ast.Call, statement: ast.stmt, target: ast.Attribute) -> OpenSession | None:
        """``self.session = tf.Session()`` in a class that has nothing which would close it."""
        owner = self._structure.class_of(call)
        if owner is None or not isinstance(target.value, ast.Name) or target.value.id != "self":
            return None
        bases, known = self._classes.ancestry(owner)
        methods = {item.name for item in owner.body if isinstance(item, Function)}
        if bases - {"object"} or not known or methods & _ENDS:
            return None
        for assigned in self._classes.assignments(owner, target.attr):
            value = assigned.value if isinstance(assigned, ast.Assign) else None
            made = isinstance(value, ast.Call) and self._is(value.func, "sessions")
            if not made and not (isinstance(value, ast.Constant) and value.value is None):
                return None  # a session that it was given
        for read in self._structure.reads(target.attr):  # whoever has the object may close its session
            if isinstance(read, ast.Attribute) and self._fate(read) in (_Fate.CLOSED, _Fate.OWNED):
                return None
        return OpenSession(call, statement, dotted(target))

    # ------------------------------------------------------------ what becomes of it

    def _fate(self, read: ast.expr) -> _Fate:
        parent = self._structure.parent(read)
        match parent:
            case ast.Attribute(attr=attribute):
                if attribute in ("close", "__exit__") or attribute in self._free_calls:
                    return _Fate.CLOSED
                return _Fate.USED
            case ast.withitem():
                return _Fate.CLOSED
            case ast.Call():
                return self._fate_in(parent, read)
            case ast.keyword():
                call = self._structure.parent(parent)
                return self._fate_in(call, read) if isinstance(call, ast.Call) else _Fate.OWNED
            case ast.Compare() | ast.If() | ast.While() | ast.UnaryOp() | ast.FormattedValue() | ast.Delete():
                return _Fate.USED
        return _Fate.OWNED

    def _fate_in(self, call: ast.Call, read: ast.expr) -> _Fate:
        """What a call does with a session that it is given."""
        name = self._names.qualified(call.func)
        own = name or dotted(call.func) or ""
        if own in self._free_calls or own.rpartition(".")[2] in self._free_calls:
            return _Fate.CLOSED
        if self._knowledge.is_one_of(name, "closers of handles"):
            return _Fate.CLOSED
        if self._knowledge.is_one_of(name, "borrowers of sessions"):
            return _Fate.LENT if own.endswith("start_queue_runners") else _Fate.USED
        summary = self._flow.called(call)
        if summary is not None:
            given = arguments_of(call, summary)
            does = {effect.does for effect in summary.effects if given.get(effect.parameter) is read}
            if Does.CLOSES in does:
                return _Fate.CLOSED
            return _Fate.OWNED if does & {Does.KEEPS, Does.GIVES_BACK, Does.CAPTURES} else _Fate.USED
        method = call.func.attr if isinstance(call.func, ast.Attribute) and name is None else ""
        if method in _STACKS:
            return _Fate.CLOSED
        if self._knowledge.is_one_of(method, "methods that borrow sessions"):
            return _Fate.LENT if method == "create_threads" else _Fate.USED
        return _Fate.OWNED
