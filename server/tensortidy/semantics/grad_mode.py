"""Grad mode: is gradient tracking on at a place of the program?"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tensortidy.semantics.modes import ON, Modes
from tensortidy.semantics.structure import Function
from tensortidy.semantics.values import Answer


class GradMode(Modes):
    """Answers for one module. YES: tracking is on, NO: it is off, UNKNOWN: something here decides it.

    Each function is run once over modes, statement by statement: blocks switch and switch back, statements switch
    for good, branches are joined.
    """

    def at(self, node: ast.AST) -> Answer:
        """Whether operations at this node are recorded for backward()."""
        function = self._structure.function(node)
        if isinstance(function, ast.Lambda):
            return self.function(function)
        statement = self._structure.statement(node)
        if statement is None:
            return Answer.YES
        if isinstance(statement, ast.Assign) and self.is_lazy(node, statement):
            return self._when_consumed(statement, function)
        scope = self.home(statement)
        self.run(scope)
        return self._modes.get(statement, Answer.YES)

    def function(self, function: Function | ast.Lambda) -> Answer:
        """Whether tracking is on when a function's body starts, by its decorators, class and callers."""
        if function not in self._functions:
            self._functions[function] = Answer.YES  # recursion adds nothing
            self._functions[function] = self._function(function)
        return self._functions[function]

    def own(self, function: Function) -> Answer | None:
        """What a function's own decorators make of the mode; None where it is its callers'."""
        found: Answer | None = None
        for decorator in function.decorator_list:
            switched = self.switches(decorator)
            found = switched if switched is not None and found is None else found
        # a coroutine's body runs when it is awaited, and a decorator has switched back by then
        return None if isinstance(function, ast.AsyncFunctionDef) else found

    def switches(self, expression: ast.expr) -> Answer | None:
        """What a context manager or decorator does to tracking: YES on, NO off, None when nothing."""
        found = self._switches.of(expression)
        return found.answer if found is not None else None

    def switches_inside(self, definition: Function | ast.ClassDef) -> Answer | None:
        """What a decorator or context manager of this project does, by what stands in it; None when nothing."""
        found = self._switches.inside(definition, {})
        return found.answer if found is not None else None

    def callers(self, function: Function) -> Sequence[ast.AST]:
        """The places of this file, outside the function itself, that name it."""
        return self.uses.of(function)

    def uses_of_method(self, owner: ast.ClassDef, name: str) -> list[Answer]:
        """The modes in which a class's own methods call a method of its instances by ``self``."""
        return [self.at(use) for use in self.uses.through_self(owner, name)]

    def leaves(self) -> Answer | None:
        """The mode that running the module's top level leaves behind; None where it switches nothing."""
        self.run(self._structure.module)
        end = self._ends.get(self._structure.module)
        return None if end is None or end.switch is ON else end.switch.answer

    # ------------------------------------------------------------ functions

    def _when_consumed(self, statement: ast.Assign, function: Function | ast.Lambda | None) -> Answer:
        """The mode in the loops over a generator that a statement keeps; that of the function where there are none."""
        target = statement.targets[0]
        reads = self._structure.reads(target.id) if isinstance(target, ast.Name) else ()
        parents = ((read, self._structure.parent(read)) for read in reads if isinstance(read, ast.Name))
        loops = [loop for read, loop in parents if isinstance(loop, ast.For) and loop.iter is read]
        if loops:
            return self._agreed([self.at(loop) for loop in loops])
        return self.function(function) if function is not None else Answer.YES

    def _function(self, function: Function | ast.Lambda) -> Answer:
        if isinstance(function, ast.Lambda):
            uses = [use for use in self.uses.of_lambda(function) if not self._structure.inside(use, function)]
            return self._agreed([self._mode_of_use(use) for use in uses]) if uses else Answer.UNKNOWN
        own = self.own(function)
        if own is not None:
            return own
        owner = self._structure.parent(function)
        if isinstance(owner, ast.ClassDef):
            managed = self._managed(function, owner)
            if managed is not None:
                return managed
        return self._by_callers(function)

    def _managed(self, function: Function, owner: ast.ClassDef) -> Answer | None:
        """The mode in which a framework, or Python itself, runs a method of a class."""
        names, _ = self._classes.ancestry(owner)
        if "torch.autograd.Function" in names and function.name in ("forward", "backward", "setup_context"):
            return Answer.NO
        if self._classes.is_managed(owner):
            if function.name.startswith(tuple(self._knowledge.members("managed", "gradients off"))):
                return Answer.NO
            if function.name in self._knowledge.members("managed", "gradients either way"):
                return Answer.UNKNOWN
        for decorator in owner.decorator_list:  # a decorator on a class wraps the making of its objects
            if function.name == "__init__" and self.switches(decorator) is Answer.NO:
                return Answer.NO
        return None

    def _by_callers(self, function: Function) -> Answer:
        """NO when every known use of the function is a call without tracking; else it is on or unknown."""
        generator = self.uses.is_generator(function)
        modes = [
            self._mode_of_use(use)
            for use in self.uses.of(function)
            if not generator or self.uses.is_consumed(use) or self._is_kept(use)
        ]  # fmt: skip
        owner = self._structure.parent(function)
        if isinstance(owner, ast.Module):
            modes.extend(self._others.callers(function.name))
        elif isinstance(owner, ast.ClassDef):
            modes.extend(self._classes.uses_elsewhere(owner, function.name))
        if modes:
            return self._agreed(modes)
        left = None
        if self._structure.module not in self._running and not isinstance(owner, Function):
            left = self.leaves()
        return left if left is not None else Answer.YES

    def _is_kept(self, use: ast.AST) -> bool:
        """``stream = batches(…)`` that a loop goes over later."""
        statement = self._structure.statement(use)
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
            return False
        return statement.value.func is use

    def _mode_of_use(self, use: ast.AST) -> Answer:
        """The mode in which a function is called where it is named; where it is handed on, that of whoever calls it."""
        parent = self._structure.parent(use)
        if isinstance(parent, ast.Call) and parent.func is use:
            return self.at(parent)
        if isinstance(parent, ast.Call):
            switched = self._switches.of(parent.func) if isinstance(parent.func, ast.Call) else None
            if switched is not None:  # torch.no_grad()(function)
                return switched.answer
            calls = list(self.uses.calls_of_argument(parent, use))
            if calls:
                return self._agreed([self.at(call) for call in calls])
        return Answer.YES

    @staticmethod
    def _agreed(modes: Sequence[Answer]) -> Answer:
        """What holds of a function by the modes of its calls: a helper of training and evaluation alike is unknown."""
        return modes[0] if all(mode is modes[0] for mode in modes) else Answer.UNKNOWN
