"""What happens to models on the ways through a loop's body or a function: built, let go, or left behind."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from tensortidy.semantics.structure import Function, Loop

_BRANCHES = 2  # an if/elif chain of so many branches that all build is taken to leave no other way


@dataclass(frozen=True, slots=True)
class Deed:
    """What one call does to all models: it ``builds`` one, it ``frees`` them, or, ``partly``, only on some way."""

    builds: bool = False
    frees: bool = False
    partly: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """How a way through a pass has come to a place.

    ``old`` says that nothing has let the model of the pass before go, ``new`` the same of this pass's model. ``built``
    is whether this pass has built one, ``piled`` whether it did so while an old one was there. ``raised`` is a way
    on which an exception was caught.
    """

    old: bool = True
    built: bool = False
    new: bool = False
    piled: bool = False
    raised: bool = False


States = frozenset[State]
_NONE: States = frozenset()


@dataclass(frozen=True, slots=True)
class _Ways:
    """The states in which a block is left: at its end, by ``continue``, ``break`` or ``return``; and those before."""

    falls: States = _NONE
    again: States = _NONE
    breaks: States = _NONE
    returns: States = _NONE
    seen: States = _NONE

    def and_(self, other: _Ways) -> _Ways:
        """The ways of one block or the other."""
        return _Ways(
            self.falls | other.falls, self.again | other.again, self.breaks | other.breaks,
            self.returns | other.returns, self.seen | other.seen,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """What all passes of a loop, or all calls of a function, have in common.

    ``builds`` is whether each builds a model, unless it is left out early by ``continue`` or an exception; ``piles_up``
    whether one can be built while nothing has let go of the last one. ``raising_only`` says that this takes an
    exception which is caught.
    """

    builds: bool
    piles_up: bool
    raising_only: bool = False


class Passes:
    """Follows the ways through bodies. ``deeds`` tells what the calls of a node do, in the order in which they run.

    ``is_few`` knows the loops that run once or twice: they are as good as none.
    """

    def __init__(self, deeds: Callable[[ast.AST], Sequence[Deed]], is_few: Callable[[Loop], bool]) -> None:
        self._deeds = deeds
        self._is_few = is_few

    def of(self, region: Loop | Function) -> Passage:
        """What happens in every pass of a loop, or in every call of a function."""
        ways = self._block(region.body, frozenset((State(),)), counts=True)
        is_loop = not isinstance(region, Function)
        ends = ways.falls | (ways.again if is_loop else ways.returns)
        whole = ways.falls if is_loop else ends
        plain = [state for state in whole if not state.raised]
        piled = any(state.piled for state in ways.seen | ends | ways.returns | ways.breaks)
        new = [state for state in ends if state.new]
        return Passage(
            builds=bool(plain) and all(state.built for state in plain),
            piles_up=piled and bool(new),
            raising_only=bool(new) and all(state.raised for state in new),
        )

    # ------------------------------------------------------------ statements

    def _block(self, statements: Iterable[ast.stmt], states: States, *, counts: bool) -> _Ways:
        """The ways through a block; what is built there ``counts`` where no inner loop repeats it."""
        ways = _Ways(falls=states, seen=states)
        for statement in statements:
            if not ways.falls:
                break
            after = self._statement(statement, ways.falls, counts=counts)
            ways = replace(replace(ways, falls=_NONE).and_(after), falls=after.falls)
            ways = replace(ways, seen=ways.seen | after.falls)
        return ways

    def _statement(self, statement: ast.stmt, states: States, *, counts: bool) -> _Ways:
        match statement:
            case ast.If():
                return self._branches(statement, states, counts=counts)
            case ast.Match(subject=subject, cases=cases):
                states = self._run(subject, states, counts=counts)
                found = _Ways(falls=states)
                for case in cases:
                    found = found.and_(self._block(case.body, states, counts=counts))
                return found
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                for item in items:
                    states = self._run(item.context_expr, states, counts=counts)
                return self._block(body, states, counts=counts)
            case ast.For() | ast.AsyncFor() | ast.While():
                return self._loop(statement, states, counts=counts)
            case ast.Try():
                return self._try(statement, states, counts=counts)
            case ast.Continue():
                return _Ways(again=states)
            case ast.Break():
                return _Ways(breaks=states)
            case ast.Raise():
                return _Ways()
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return _Ways(falls=states)
        states = self._run(statement, states, counts=counts)
        return _Ways(returns=states) if isinstance(statement, ast.Return) else _Ways(falls=states)

    def _branches(self, statement: ast.If, states: States, *, counts: bool) -> _Ways:
        """``if … elif … else``; where several branches all build and there is no ``else``, one of them is taken."""
        found, branches = _Ways(), 0
        node: ast.If = statement
        while True:
            states = self._run(node.test, states, counts=counts)
            branch = self._block(node.body, states, counts=counts)
            found, branches = found.and_(branch), branches + 1
            if not (len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)):
                break
            node = node.orelse[0]
        if node.orelse:
            return found.and_(self._block(node.orelse, states, counts=counts))
        left = found.falls | found.returns
        all_build = branches >= _BRANCHES and bool(left) and all(state.built for state in left)
        return found if all_build else found.and_(_Ways(falls=states))

    def _loop(self, loop: Loop, states: States, *, counts: bool) -> _Ways:
        few = self._is_few(loop)
        states = self._run(loop.test if isinstance(loop, ast.While) else loop.iter, states, counts=counts)
        once = self._block(loop.body, states, counts=counts and few)
        ends = once.falls | once.again
        twice = self._block(loop.body, ends, counts=counts and few)
        found = once.and_(twice)
        falls = ends | twice.falls | twice.again | found.breaks | (_NONE if few else states)
        return _Ways(falls=falls, returns=found.returns, seen=found.seen)

    def _try(self, statement: ast.Try, states: States, *, counts: bool) -> _Ways:
        body = self._block(statement.body, states, counts=counts)
        found = replace(body, falls=_NONE).and_(self._block(statement.orelse, body.falls, counts=counts))
        thrown = frozenset(replace(state, raised=True) for state in body.seen)
        for handler in statement.handlers:
            found = found.and_(self._block(handler.body, thrown, counts=counts))
        if not statement.finalbody:
            return found

        def after(states: States) -> States:
            return self._block(statement.finalbody, states, counts=counts).falls if states else states

        return _Ways(after(found.falls), after(found.again), after(found.breaks), after(found.returns), found.seen)

    # ------------------------------------------------------------ calls

    def _run(self, node: ast.AST, states: States, *, counts: bool) -> States:
        for deed in self._deeds(node):
            if deed.frees:
                freed = frozenset(replace(state, old=False, new=False) for state in states)
                states = states | freed if deed.partly else freed
            if deed.builds and counts:
                states = frozenset(
                    replace(state, built=True, new=True, piled=state.piled or state.old) for state in states
                )
        return states
