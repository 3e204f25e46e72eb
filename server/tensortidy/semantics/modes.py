"""Grad modes along the statements of functions: blocks switch and switch back, statements switch for good."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.constants import Constants
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Loop, Scope, Structure
from tensortidy.semantics.summaries import OtherFiles
from tensortidy.semantics.switches import Switch, Switches
from tensortidy.semantics.uses import Uses
from tensortidy.semantics.values import Answer


@dataclass(frozen=True)
class State:
    """The mode at one point of a function's run.

    ``switch`` is what set it. ``saved`` are the variables that hold an earlier mode (``torch.is_grad_enabled()``).
    """

    switch: Switch
    saved: tuple[tuple[str, Switch], ...] = field(default=())

    def join(self, other: State) -> State:
        """The state after one of two branches."""
        if self == other:
            return self
        saved = tuple(item for item in self.saved if item in other.saved)
        same = self.switch.answer is other.switch.answer
        return State(self.switch if same else Switch(Answer.UNKNOWN), saved)


class Modes(ABC):
    """Each function run once over modes, statement by statement; branches are joined."""

    def __init__(
        self, structure: Structure, names: Names, classes: Classes, knowledge: Knowledge, others: OtherFiles
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._knowledge = knowledge
        self._others = others
        self.constants = Constants(structure, names)
        self._switches = Switches(structure, names, classes, knowledge, self.constants)
        self.uses = Uses(structure, names, classes)
        self._functions: dict[ast.AST, Answer] = structure.kept()
        self._modes: dict[ast.AST, Answer] = structure.kept(finely=True)
        self._runs: dict[ast.AST, list[tuple[State, State | None]]] = structure.kept(finely=True)
        self._run_since: set[ast.AST] = set()
        self._ends: dict[ast.AST, State] = structure.kept()
        self._running: set[ast.AST] = set()
        self._setting: dict[ast.AST, bool] = structure.kept()
        self._loop_ends: list[list[State]] = []

    @abstractmethod
    def function(self, function: Function | ast.Lambda) -> Answer:
        """Whether tracking is on when a function's body starts."""

    @abstractmethod
    def own(self, function: Function) -> Answer | None:
        """What a function's own decorators make of the mode; None where it is its callers'."""

    def advance(self) -> None:
        """From now on look at statements again; what those do that are the same need not be found out again."""
        self.uses.advance()
        self._run_since.clear()
        if self._structure.module in self._structure.touched:  # what the functions do may rest on the top level
            self._runs.clear()

    def home(self, statement: ast.stmt) -> Scope:
        """The function, or the module, in whose run a statement runs."""
        scope = self._structure.scope(statement)
        while isinstance(scope, ast.ClassDef):
            scope = self._structure.scope(scope)
        return scope

    def run(self, scope: Scope) -> None:
        """Find the modes of a function's statements, or of the module's, unless that is done or being done."""
        if scope in self._ends or scope in self._running or isinstance(scope, ast.Lambda):
            return
        self._running.add(scope)
        loop_ends, self._loop_ends = self._loop_ends, []
        start = State(Switch(self.function(scope)) if isinstance(scope, Function) else ON)
        if start.switch.answer is Answer.YES:
            start = State(ON)
        self._ends[scope] = self._block(scope.body, start) or start
        self._loop_ends = loop_ends
        self._running.discard(scope)

    def _block(self, statements: Sequence[ast.stmt], state: State) -> State | None:
        """The state after some statements; None where control does not reach their end."""
        current: State | None = state
        for statement in statements:
            before = current or state  # what never runs is told as if it did
            after = self._replayed(statement, before)
            current = after if current is not None else None
        return current

    def _replayed(self, node: ast.stmt, before: State) -> State | None:
        """The state after a statement, which is run unless it was in this state, and nothing in it is new."""
        mode, is_first = before.switch.answer, node not in self._run_since
        known = None if is_first else self._modes.get(node)
        self._modes[node] = mode if known is None or known is mode else Answer.UNKNOWN
        self._run_since.add(node)
        runs = self._runs.get(node, [])
        for earlier, after in runs:
            if earlier is before or earlier == before:
                return after
        after = self._statement(node, before)
        if not self._structure.jumps(node):
            self._runs[node] = [(before, after), *(() if is_first else runs)]
        return after

    def _statement(self, node: ast.stmt, state: State) -> State | None:
        match node:
            case ast.With() | ast.AsyncWith():
                inner, stack = state, False
                for item in node.items:
                    inner = self._entered(item.context_expr, inner)
                    if self._is_stack(item.context_expr):
                        stack = True
                        name = item.optional_vars.id if isinstance(item.optional_vars, ast.Name) else ""
                        inner = replace(inner, saved=(*inner.saved, (name, inner.switch)))
                end = self._block(node.body, inner)
                switched = stack or inner.switch is not state.switch
                return None if end is None else replace(end, switch=state.switch) if switched else end
            case ast.If():
                body, orelse = state, state
                if state.switch.test and ast.dump(node.test) == state.switch.test:
                    body = replace(state, switch=Switch(state.switch.when_true))
                    orelse = replace(state, switch=Switch(state.switch.when_false))
                ends = [self._block(node.body, body), self._block(node.orelse, orelse)]
                if body is not state:
                    ends = [None if end is None else replace(end, switch=state.switch) for end in ends]
                return _joined(ends)
            case ast.For() | ast.AsyncFor() | ast.While():
                return self._loop(node, state)
            case ast.Try():
                end = self._block([*node.body, *node.orelse], state)
                ends = [end, *(self._block(handler.body, state) for handler in node.handlers)]
                after = _joined(ends)
                final = self._block(node.finalbody, after or state)
                return None if after is None else final
            case ast.Match():
                return _joined([state, *(self._block(case.body, state) for case in node.cases)])
            case ast.ClassDef():
                self._block(node.body, state)
            case ast.Return() | ast.Raise():
                return None
            case ast.Break() | ast.Continue():
                if self._loop_ends:
                    self._loop_ends[-1].append(state)
                return None
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                called = self._names.qualified(call.func)
                if called == "torch.is_grad_enabled":
                    return replace(state, saved=(*state.saved, (name, state.switch)))
                if self._knowledge.is_one_of(called, "gradients set"):  # _ = torch.set_grad_enabled(False)
                    return self._called(call, state)
            case ast.Expr(value=ast.Call() as call):
                return self._called(call, state)
            case ast.Import() | ast.ImportFrom():
                left = self._others.leaves(node)
                return state if left is None else State(Switch(left), state.saved)
        return state

    def _loop(self, node: Loop, state: State) -> State:
        body = state
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Call):
            kept = self._kept_open(node.iter)
            body = replace(state, switch=Switch(kept)) if kept is not None else state
        start = body
        for _ in range(2):
            self._loop_ends.append([])
            end = self._block(node.body, start)
            ends = [item for item in (end, *self._loop_ends.pop()) if item is not None]
            joined = _joined([start, *ends]) or start
            if joined == start:
                break
            start = joined
        after = replace(start, switch=state.switch) if body is not state else start
        return self._block(node.orelse, after) or after

    def _kept_open(self, call: ast.Call) -> Answer | None:
        """The mode in which a generator of this file leaves the loop over it: that at its ``yield``."""
        function = self._names.definition(call.func)
        if not isinstance(function, Function) or self.own(function) is not None:
            return None
        yields = [node for node in self._structure.nodes_of(function) if isinstance(node, ast.Yield)]
        withs = [self._switches.around(node, function, {}) for node in yields]
        found = {switch.answer for switch in withs if switch is not None}
        return found.pop() if len(found) == 1 and None not in withs else None

    def _entered(self, expression: ast.expr, state: State) -> State:
        switch = self._switches.of(expression)
        if switch is None:
            return state
        if state.switch.inference and switch.answer is Answer.YES:
            return state  # inference mode records nothing, whatever is enabled inside it
        return replace(state, switch=switch)

    def _called(self, call: ast.Call, state: State) -> State:
        """The state after a statement that is a call: ``torch.set_grad_enabled(…)``, ``stack.enter_context(…)``."""
        if self._knowledge.is_one_of(self._names.qualified(call.func), "gradients set"):
            given = call.args[0] if call.args else None
            if isinstance(given, ast.Name):
                for name, switch in reversed(state.saved):
                    if name == given.id:
                        return replace(state, switch=switch)
            return replace(state, switch=self._switches.of(call) or state.switch)
        if isinstance(call.func, ast.Attribute):
            entered = None
            if call.func.attr == "enter_context" and call.args:
                entered = call.args[0]
            elif call.func.attr == "__enter__":
                entered = call.func.value
            if entered is not None:
                return self._entered(entered, state)
            if call.func.attr == "close" and isinstance(call.func.value, ast.Name):
                for name, switch in reversed(state.saved):
                    if name == call.func.value.id:
                        return replace(state, switch=switch)
        function = self._names.definition(call.func)
        if isinstance(function, Function) and self._mentions_set(function):
            self.run(function)
            end = self._ends.get(function)
            if end is not None and self.own(function) is None:
                return replace(state, switch=end.switch)
        return state

    def _is_stack(self, expression: ast.expr) -> bool:
        name = self._names.qualified(expression.func) if isinstance(expression, ast.Call) else None
        return name in ("contextlib.ExitStack", "contextlib.AsyncExitStack")

    def _mentions_set(self, function: Function) -> bool:
        """Whether a function switches tracking by a statement, so that it may leave it switched."""
        if function not in self._setting:
            self._setting[function] = any(
                isinstance(node, ast.Expr | ast.Assign)
                and isinstance(node.value, ast.Call)
                and self._knowledge.is_one_of(self._names.qualified(node.value.func), "gradients set")
                for node in self._structure.nodes_of(function)
            )
        return self._setting[function]

    def is_lazy(self, node: ast.AST, statement: ast.Assign) -> bool:
        """Whether a node runs later than its statement: in a generator that is kept."""
        value = statement.value
        if isinstance(value, ast.Call) and node is value:
            called = self._names.definition(value.func)
            if isinstance(called, Function) and self.uses.is_generator(called) and self.own(called) is None:
                return True
            return self._names.qualified(value.func) == "map"
        return isinstance(value, ast.GeneratorExp) and node is not value and self._structure.inside(node, value)


ON = Switch(Answer.YES)


def _joined(ends: Sequence[State | None]) -> State | None:
    found: State | None = None
    for end in ends:
        if end is not None:
            found = end if found is None else found.join(end)
    return found
