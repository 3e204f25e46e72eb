"""Grad mode: is gradient tracking on at a place of the program?"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.summaries import FunctionSummary, OtherFiles
from tensortidy.semantics.values import Answer


class GradMode:
    """Answers for one module. YES: tracking is on, NO: it is off, UNKNOWN: something here decides it."""

    def __init__(
        self, structure: Structure, names: Names, classes: Classes, knowledge: Knowledge, others: OtherFiles
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._knowledge = knowledge
        self._others = others
        self._functions: dict[ast.AST, Answer] = {}
        self._uses_of: dict[ast.AST, list[ast.AST]] | None = None
        self._around: dict[ast.AST, Answer] = {}
        self._by_statement: dict[ast.AST, Answer] = {}
        self._statement_switches: dict[ast.AST, list[tuple[ast.stmt, Answer]]] | None = None

    def at(self, node: ast.AST) -> Answer:
        """Whether operations at this node are recorded for backward()."""
        function = self._structure.function(node)
        if isinstance(function, ast.Lambda):
            return self.function(function)
        statement = self._structure.statement(node)
        if statement is None:
            return Answer.YES
        if statement not in self._by_statement:
            self._by_statement[statement] = self._in_block(statement)
        return self._by_statement[statement]

    def function(self, function: Function | ast.Lambda) -> Answer:
        """Whether tracking is on when a function's body starts, by its decorators, class and callers."""
        if function not in self._functions:
            self._functions[function] = Answer.YES  # recursion adds nothing
            self._functions[function] = self._function(function)
        return self._functions[function]

    def callers(self, function: Function) -> list[ast.AST]:
        """The places of this file, outside the function itself, that name it."""
        return self._uses(function)

    def switches(self, expression: ast.expr) -> Answer | None:
        """What a context manager or decorator does to tracking: YES on, NO off, None when nothing."""
        if isinstance(expression, ast.IfExp | ast.BoolOp):  # torch.no_grad() if … else nullcontext()
            parts = expression.values if isinstance(expression, ast.BoolOp) else [expression.body, expression.orelse]
            found = {self.switches(part) for part in parts}
            return next(iter(found)) if len(found) == 1 else Answer.UNKNOWN
        call = expression if isinstance(expression, ast.Call) else None
        target = call.func if call is not None else expression
        name = self._names.qualified(target)
        if self._knowledge.is_one_of(name, "gradients off"):
            return _inverse(_switch_argument(call)) if _takes_mode(name, call) else Answer.NO
        if self._knowledge.is_one_of(name, "gradients on"):
            return Answer.YES
        if self._knowledge.is_one_of(name, "gradients set"):
            return _switch_argument(call)
        if name is not None:
            return None
        elsewhere = self._names.elsewhere(target)
        if elsewhere is not None:
            definition = elsewhere.definition
            return definition.switches if isinstance(definition, FunctionSummary) else None
        return self._local_switch(target)

    def switches_inside(self, definition: Function | ast.ClassDef) -> Answer | None:
        """What a decorator or context manager of this project does, by what stands in it; None when nothing."""
        found: set[Answer] = set()
        if isinstance(definition, ast.ClassDef):
            for base in definition.bases:
                if self._knowledge.is_one_of(self._names.qualified(base), "gradients off"):
                    return Answer.NO
            entering = [self._classes.own_method(definition, name) for name in ("__enter__", "__call__", "__init__")]
            parts: list[ast.AST] = [method for method in entering if method is not None]
        else:
            parts = [definition]
        nodes = [node for part in parts for node in self._structure.walk(part)]
        for node in nodes:
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                name = self._names.qualified(node)
                if self._knowledge.is_one_of(name, "gradients off"):
                    found.add(Answer.NO)
                elif self._knowledge.is_one_of(name, "gradients set"):
                    call = self._structure.parent(node)
                    found.add(_switch_argument(call if isinstance(call, ast.Call) else None))
        if not found:
            return None
        conditional = any(isinstance(node, ast.If | ast.IfExp) for node in nodes)
        return Answer.NO if found == {Answer.NO} and not conditional else Answer.UNKNOWN

    # ------------------------------------------------------------ around a node

    def _in_block(self, statement: ast.stmt) -> Answer:
        parent = self._structure.parent(statement)
        if parent is None:
            return Answer.YES
        switched = self._switch_before(statement, parent)
        if switched is not None:
            return switched
        if parent not in self._around:
            self._around[parent] = self._inside(parent)
        return self._around[parent]

    def _inside(self, outer: ast.AST) -> Answer:
        """The grad mode in which the blocks of a compound statement begin."""
        if isinstance(outer, ast.With | ast.AsyncWith):
            for item in reversed(outer.items):
                switched = self.switches(item.context_expr)
                if switched is not None:
                    return switched
        if isinstance(outer, Function):
            return self.function(outer)
        if isinstance(outer, ast.Module):
            return Answer.YES
        holder = outer if isinstance(outer, ast.stmt) else self._structure.parent(outer)
        return self._in_block(holder) if isinstance(holder, ast.stmt) else Answer.YES

    def _switch_before(self, statement: ast.stmt, parent: ast.AST) -> Answer | None:
        """The last ``torch.set_grad_enabled(…)`` statement before this one in its block."""
        if self._statement_switches is None:
            self._statement_switches = {}
            for place, switched in self._find_statement_switches():
                holder = self._structure.parent(place)
                if holder is not None:
                    self._statement_switches.setdefault(holder, []).append((place, switched))
        found: Answer | None = None
        for place, switched in self._statement_switches.get(parent, ()):
            if place.lineno < statement.lineno and place in self._structure.block(statement):
                found = switched
        return found

    def _find_statement_switches(self) -> Iterator[tuple[ast.stmt, Answer]]:
        for place in self._structure.nodes(ast.Expr):
            value = place.value if isinstance(place, ast.Expr) else None
            if not isinstance(value, ast.Call) or not isinstance(place, ast.stmt):
                continue
            if self._knowledge.is_one_of(self._names.qualified(value.func), "gradients set"):
                yield place, _switch_argument(value)
            elif isinstance(value.func, ast.Attribute) and value.args:
                entered = value.args[0] if value.func.attr == "enter_context" else None
                if value.func.attr == "__enter__":
                    entered = value.func.value
                switched = self.switches(entered) if entered is not None else None
                if switched is not None:
                    yield place, switched

    # ------------------------------------------------------------ functions

    def _function(self, function: Function | ast.Lambda) -> Answer:
        if isinstance(function, ast.Lambda):
            return self._lambda(function)
        for decorator in function.decorator_list:
            switched = self.switches(decorator)
            if switched is not None:
                return switched
        owner = self._structure.parent(function)
        if isinstance(owner, ast.ClassDef):
            hooks = tuple(self._knowledge.members("managed", "gradients off"))
            if function.name.startswith(hooks) and self._classes.is_managed(owner):
                return Answer.NO
            for decorator in owner.decorator_list:
                if self.switches(decorator) is Answer.NO:
                    return Answer.NO
        return self._by_callers(function)

    def _lambda(self, function: ast.Lambda) -> Answer:
        """A lambda that is called on the spot, or by its only name, runs as its calls do."""
        statement = self._structure.statement(function)
        if isinstance(statement, ast.Assign) and statement.value is function:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                uses = [
                    node
                    for node in self._structure.nodes(ast.Name)
                    if isinstance(node, ast.Name) and node.id == target.id and isinstance(node.ctx, ast.Load)
                    and not self._structure.inside(node, function)
                ]  # fmt: skip
                return _agreed([self.at(use) for use in uses]) if uses else Answer.YES
        return Answer.UNKNOWN

    def _by_callers(self, function: Function) -> Answer:
        """NO when every known use of the function is a call without tracking; else it is on or unknown."""
        modes = [self.at(use) for use in self._uses(function)]
        if isinstance(self._structure.parent(function), ast.Module):
            modes.extend(self._others.callers(function.name))
        return _agreed(modes) if modes else self._top_level()

    def _top_level(self) -> Answer:
        """The mode that the module's own top level leaves behind it for whoever calls its functions."""
        found = Answer.YES
        for place, switched in self._find_statement_switches() if self._mentions_set() else ():
            if self._structure.parent(place) is self._structure.module:
                found = switched
        return found

    def _mentions_set(self) -> bool:
        if self._statement_switches is None:
            self._switch_before(self._structure.module.body[0], self._structure.module)
        return bool(self._statement_switches)

    def _uses(self, function: Function) -> list[ast.AST]:
        """The places of this file that name a function or, for methods, an attribute of that name."""
        if self._uses_of is None:
            self._uses_of = {}
            for node in self._structure.nodes(ast.Name, ast.Attribute):
                if not isinstance(getattr(node, "ctx", None), ast.Load):
                    continue
                definition = self._names.definition(node) if isinstance(node, ast.Name) else self._method_named(node)
                if isinstance(definition, Function):
                    self._uses_of.setdefault(definition, []).append(node)
        return [use for use in self._uses_of.get(function, []) if not self._structure.inside(use, function)]

    def _method_named(self, node: ast.AST) -> Function | None:
        """The method that ``self.name`` refers to inside its class, or ``agent.name`` after ``agent = Agent(…)``."""
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return None
        if node.value.id == "self":
            owner = self._structure.class_of(node)
        else:
            bindings = self._names.bindings(node.value.id, node)
            made = bindings[0].value if len(bindings) == 1 else None
            local = self._names.definition(made.func) if isinstance(made, ast.Call) else None
            owner = local if isinstance(local, ast.ClassDef) else None
        return self._classes.own_method(owner, node.attr) if owner is not None else None

    # ------------------------------------------------------------ a project's own switches

    def _local_switch(self, target: ast.expr) -> Answer | None:
        definition = self._names.definition(target)
        if isinstance(definition, Function | ast.ClassDef):
            return self.switches_inside(definition)
        if isinstance(target, ast.Name):
            return self._switch_variable(target)
        # a context that somebody else made: only its name can speak, and only for silence
        if isinstance(target, ast.Attribute) and "grad" in target.attr.lower():
            return Answer.UNKNOWN
        return None

    def _switch_variable(self, target: ast.Name) -> Answer | None:
        """``context = torch.no_grad() if … else nullcontext()`` and the like."""
        found: set[Answer | None] = set()
        for binding in self._names.bindings(target.id, target):
            if binding.value is not None and not isinstance(binding.value, ast.Constant | ast.Name):
                found.add(self.switches(binding.value))
        if found - {None}:
            switched = found.pop() if len(found) == 1 else Answer.UNKNOWN
            return switched if switched is not None else Answer.UNKNOWN
        return Answer.UNKNOWN if "grad" in target.id.lower() else None


def _agreed(modes: list[Answer]) -> Answer:
    """What holds of a function by the modes of its calls: a helper of training and evaluation alike is unknown."""
    return modes[0] if all(mode is modes[0] for mode in modes) else Answer.UNKNOWN


def _takes_mode(name: str | None, call: ast.Call | None) -> bool:
    """``inference_mode(False)``: switched on or off by its argument."""
    return name == "torch.inference_mode" and call is not None and bool(call.args or call.keywords)


def _inverse(answer: Answer) -> Answer:
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, Answer.UNKNOWN)


def _switch_argument(call: ast.Call | None) -> Answer:
    if call is None:
        return Answer.UNKNOWN
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    if len(arguments) == 1 and isinstance(arguments[0], ast.Constant):
        return Answer.YES if arguments[0].value else Answer.NO
    return Answer.UNKNOWN
