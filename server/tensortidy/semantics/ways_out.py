"""By which ways a function leaves what it opened open, although it closes it on another."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Loop, Structure

_ENDINGS = frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort"})
# What opening itself raises: where these are caught, nothing is open yet.
_OF_OPENING = frozenset({
    "OSError", "IOError", "EnvironmentError", "FileNotFoundError", "FileExistsError", "PermissionError",
    "IsADirectoryError", "NotADirectoryError",
})  # fmt: skip


class Leaving(str, Enum):
    """How a handle is left open."""

    RETURN = "return"
    RAISE = "raise"
    HANDLER = "handler"
    CONTINUE = "continue"
    NEXT_PASS = "next pass"
    REBOUND = "rebound"


@dataclass(frozen=True)
class WayOut:
    """One way on which a handle is not closed: what it leaves by, and where that stands."""

    leaving: Leaving
    at: ast.AST


class _State(Enum):
    OPEN = "open"
    CLOSED = "closed"


_OPEN = frozenset({_State.OPEN})
_CLOSED = frozenset({_State.CLOSED})
_GONE: frozenset[_State] = frozenset()
_LEAVE = (ast.Return, ast.Raise, ast.Break, ast.Continue)


class WaysOut:
    """Questions about what lies between the opening and the closing of the handles of one module."""

    def __init__(self, structure: Structure, names: Names) -> None:
        self._structure = structure
        self._names = names

    def first(self, statement: ast.stmt, name: str, closings: Collection[ast.AST]) -> WayOut | None:
        """The first way that leaves open what a statement opens into a variable; None where there is none for certain.

        ``closings`` are the places that close it. Conditions that close are taken to hold where it is open.
        """
        return _Search(self._structure, self._names, statement, name, closings).run()


class _Search:
    """One walk from where a handle is opened along all ways on, until it is closed or the function ends."""

    def __init__(
        self, structure: Structure, names: Names, opened: ast.stmt, name: str, closings: Collection[ast.AST]
    ) -> None:
        self._structure = structure
        self._names = names
        self._opened = opened
        self._name = name
        self._closings = closings
        self._found: list[WayOut] = []
        self._is_certain = True

    def run(self) -> WayOut | None:
        """Walk on from the opening, block by block outwards."""
        inner: ast.stmt = self._opened
        states = _OPEN
        while _State.OPEN in states:
            states = self._block(self._structure.following(inner))
            outer = self._structure.parent(inner)
            if isinstance(outer, ast.Try):
                if self._closes(*outer.finalbody):
                    return None  # whatever was left by before came through here
                if inner in outer.body:
                    states = self._after_try(outer, states)
            if isinstance(outer, Loop) and inner in outer.body:
                self._next_pass(outer, states)
                states = _OPEN if self._breaks(outer) else _GONE
            if isinstance(outer, ast.ExceptHandler):
                inner, outer = outer, self._structure.parent(outer)  # type: ignore[assignment]
                if isinstance(outer, ast.Try) and self._closes(*outer.finalbody):
                    return None
            if not isinstance(outer, ast.stmt) or isinstance(outer, Function | ast.ClassDef):
                break
            if isinstance(outer, ast.If | ast.Match | Loop):
                self._is_certain = False  # what follows may be bound to the same condition
            inner = outer
        return self._found[0] if self._found and not self._is_undone() else None

    def _is_undone(self) -> bool:
        """Whether a ``finally`` or ``with`` around the opening closes it after all."""
        for outer in self._structure.ancestors(self._opened):
            if isinstance(outer, ast.Try) and self._closes(*outer.finalbody):
                return True
            if isinstance(outer, Function):
                return False
        return False

    def _next_pass(self, loop: Loop, states: frozenset[_State]) -> None:
        """The end of a loop's body: where nothing in the loop closes it, the next pass opens another one."""
        lazily = any(
            isinstance(outer, ast.If) and self._names_it(outer.test)
            for outer in self._structure.ancestors(self._opened)
        )
        if _State.OPEN in states and not lazily and not self._closes(*loop.body):
            self._found.append(WayOut(Leaving.NEXT_PASS, loop))

    # ------------------------------------------------------------ statements

    def _block(self, body: Sequence[ast.stmt]) -> frozenset[_State]:
        states = _OPEN
        for statement in body:
            states = self._step(statement) | (states & _CLOSED)
            if _State.OPEN not in states:
                return _GONE if any(isinstance(later, _LEAVE) for later in body) else states
        return states

    def _step(self, statement: ast.stmt) -> frozenset[_State]:
        """What becomes of an open handle in a statement."""
        match statement:
            case ast.Return() | ast.Raise():
                self._leave(statement)
                return _GONE
            case ast.Break():
                return _GONE
            case ast.Continue():
                loop = self._structure.loop(statement)
                if loop is not None and self._structure.inside(self._opened, loop):
                    self._record(Leaving.CONTINUE, statement)
                return _GONE
            case ast.If(test=test, body=body, orelse=orelse):
                return _CLOSED if self._closes(test) else self._either(self._block(body), self._block(orelse))
            case ast.Match(cases=cases):
                return self._either(_OPEN, *(self._block(case.body) for case in cases))
            case ast.While() | ast.For() | ast.AsyncFor():
                return self._loop(statement)
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                return _CLOSED if self._closes(*items) else self._block(body)
            case ast.Try(body=body, finalbody=finalbody):
                if self._closes(*finalbody):
                    return _CLOSED
                return self._after_try(statement, self._block(body))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return _OPEN
        return self._simple(statement)

    def _simple(self, statement: ast.stmt) -> frozenset[_State]:
        if self._closes(statement):
            return _CLOSED
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            if self._names.qualified(statement.value.func) in _ENDINGS:
                return _GONE
        if self._rebinds(statement):
            made = statement.value if isinstance(statement, ast.Assign) else None
            beside = self._structure.block(statement) is self._structure.block(self._opened)
            if beside and isinstance(made, ast.Call):
                self._record(Leaving.REBOUND, statement)
            return _GONE
        return _OPEN

    def _loop(self, loop: Loop) -> frozenset[_State]:
        """A loop that stands behind the opening."""
        header = loop.test if isinstance(loop, ast.While) else loop.iter
        if self._closes(header):
            return _CLOSED
        self._block(loop.body)
        if self._closes(*loop.body, *loop.orelse) and not self._closes_before_leaving(loop):
            return _CLOSED
        endless = isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant) and bool(loop.test.value)
        return _GONE if endless and not self._breaks(loop) else _OPEN

    def _closes_before_leaving(self, loop: Loop) -> bool:
        """``for line in f: if …: f.close(); return line``: whoever comes to the end of the loop did not close it."""
        for place in self._closings:
            if self._structure.inside(place, loop):
                statement = self._structure.statement(place)
                last = self._structure.block(statement)[-1] if statement is not None else None
                if not isinstance(last, ast.Return | ast.Raise):
                    return False
        return True

    def _after_try(self, node: ast.Try, after_body: frozenset[_State]) -> frozenset[_State]:
        """What holds behind a ``try`` after its body, its handlers among the ways."""
        if _State.OPEN in after_body and node.orelse:
            after_body = self._block(node.orelse) | (after_body & _CLOSED)
        states = after_body
        for handler in node.handlers:
            if self._closes(*handler.body) or self._is_of_opening(handler, node):
                continue
            before = len(self._found)
            after = self._block(handler.body)
            left = self._found[before:]
            del self._found[before:]
            if left or (after and _State.OPEN not in after_body):
                self._record(Leaving.HANDLER, handler)  # it leaves, or goes on where the body has closed it
            elif _State.OPEN in after_body:
                states |= after
        return states

    def _is_of_opening(self, handler: ast.ExceptHandler, node: ast.Try) -> bool:
        """Whether a handler is there for the opening itself: then nothing was open."""
        if not self._structure.inside(self._opened, node):
            return False
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return all(item is not None and self._names.qualified(item) in _OF_OPENING for item in types)

    def _leave(self, statement: ast.Return | ast.Raise) -> None:
        if self._closes(statement):
            return
        if isinstance(statement, ast.Return):
            self._record(Leaving.RETURN, statement)
            return
        inner: ast.AST = statement
        for outer in self._structure.ancestors(statement):
            if isinstance(outer, ast.ExceptHandler):
                return  # what is raised again was raised before
            if isinstance(outer, ast.Try) and outer.handlers and inner in outer.body:
                return
            if isinstance(outer, Function):
                self._record(Leaving.RAISE, statement)
                return
            inner = outer

    # ------------------------------------------------------------ what is asked of them

    def _either(self, *ways: frozenset[_State]) -> frozenset[_State]:
        """Branches joined; one that closes and goes on is taken where it matters."""
        joined = frozenset[_State]().union(*ways)
        return _CLOSED if _State.CLOSED in joined else joined

    def _record(self, leaving: Leaving, at: ast.AST) -> None:
        if self._is_certain and not self._is_guarded(at):
            self._found.append(WayOut(leaving, at))

    def _is_guarded(self, at: ast.AST) -> bool:
        """``if f is None: return``: what is done where nothing is open."""
        for outer in self._structure.ancestors(at):
            if self._structure.inside(self._opened, outer):
                return False
            if isinstance(outer, ast.If) and self._names_it(outer.test) and not self._is_read(outer.test):
                return True
        return False

    def _is_read(self, test: ast.expr) -> bool:
        """``if not f.readline()``: a test of what is read, and none of the handle."""
        return any(
            isinstance(self._structure.parent(node), ast.Attribute)
            and isinstance(self._structure.parent(self._structure.parent(node) or node), ast.Call)
            and not self._tests_state(self._structure.parent(node))
            for node in self._structure.walk(test)
            if isinstance(node, ast.Name) and node.id == self._name
        )

    @staticmethod
    def _tests_state(node: ast.AST | None) -> bool:
        """``video.isOpened()``."""
        return isinstance(node, ast.Attribute) and node.attr in ("isOpened", "isopened", "is_open", "closed")

    def _names_it(self, node: ast.AST) -> bool:
        return any(isinstance(part, ast.Name) and part.id == self._name for part in self._structure.walk(node))

    def _rebinds(self, statement: ast.stmt) -> bool:
        """Whether a statement puts something else into the variable, or deletes it."""
        return any(
            isinstance(part, ast.Name) and part.id == self._name and not isinstance(part.ctx, ast.Load)
            for part in self._structure.walk(statement)
        )

    def _closes(self, *nodes: ast.AST) -> bool:
        return any(self._structure.inside(place, node) for place in self._closings for node in nodes)

    def _breaks(self, loop: Loop) -> bool:
        """Whether a loop can be left at its end: it is none of ``while True``, or a ``break`` of its own leaves it."""
        if not (isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant) and loop.test.value):
            return True
        return any(
            isinstance(node, ast.Break) and self._structure.loop(node) is loop for node in self._structure.walk(loop)
        )
