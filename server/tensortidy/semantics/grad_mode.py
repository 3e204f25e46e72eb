"""Grad mode: is gradient tracking on at a place of the program?"""

from __future__ import annotations

import ast

from tensortidy.knowledge import torch
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.values import Answer


class GradMode:
    """Answers for one module. YES: tracking is on, NO: it is off, UNKNOWN: something here decides it."""

    def __init__(self, structure: Structure, names: Names, classes: Classes) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._functions: dict[ast.AST, Answer] = {}
        self._calls: dict[ast.AST, list[ast.AST]] | None = None
        self._by_statement: dict[ast.AST, Answer] = {}

    def at(self, node: ast.AST) -> Answer:
        """Whether operations at this node are recorded for backward()."""
        statement = self._structure.statement(node) or node
        if statement not in self._by_statement:
            self._by_statement[statement] = self._lexical(statement)
        return self._by_statement[statement]

    def function(self, function: Function | ast.Lambda) -> Answer:
        """Whether tracking is on when a function's body starts, by its decorators, class and callers."""
        if function not in self._functions:
            self._functions[function] = Answer.YES  # recursion adds nothing
            self._functions[function] = self._function(function)
        return self._functions[function]

    def switches(self, expression: ast.expr) -> Answer | None:
        """What a context manager or decorator does to tracking: YES on, NO off, None when nothing."""
        call = expression if isinstance(expression, ast.Call) else None
        target = call.func if call is not None else expression
        name = self._names.qualified(target)
        if name in torch.NO_GRAD:
            return self._mode_argument(call) if name == "torch.inference_mode" else Answer.NO
        if name == torch.ENABLE_GRAD:
            return Answer.YES
        if name == torch.SET_GRAD_ENABLED:
            return _switch_argument(call)
        if name is not None:
            return None
        return self._local_switch(target)

    # ------------------------------------------------------------ around a node

    def _lexical(self, statement: ast.AST) -> Answer:
        inner = statement
        for outer in (statement, *self._structure.ancestors(statement)):
            if isinstance(outer, ast.With | ast.AsyncWith) and inner in outer.body:
                for item in reversed(outer.items):
                    switched = self.switches(item.context_expr)
                    if switched is not None:
                        return switched
            if isinstance(inner, ast.stmt) and (found := self._statement_switch(inner)) is not None:
                return found
            if isinstance(outer, Function) and inner in outer.body:
                return self.function(outer)
            if isinstance(outer, ast.Lambda):
                return Answer.UNKNOWN
            inner = outer
        return Answer.YES

    def _statement_switch(self, statement: ast.stmt) -> Answer | None:
        """The last ``torch.set_grad_enabled(…)`` statement before this one in its block."""
        block = self._structure.block(statement)
        for earlier in reversed(block[: block.index(statement)]):
            value = earlier.value if isinstance(earlier, ast.Expr) else None
            if not isinstance(value, ast.Call):
                continue
            if self._names.qualified(value.func) == torch.SET_GRAD_ENABLED:
                return _switch_argument(value)
            if isinstance(value.func, ast.Attribute) and value.func.attr == "enter_context" and value.args:
                switched = self.switches(value.args[0])
                if switched is not None:
                    return switched
        return None

    # ------------------------------------------------------------ functions

    def _function(self, function: Function | ast.Lambda) -> Answer:
        if isinstance(function, ast.Lambda):
            return Answer.UNKNOWN
        for decorator in function.decorator_list:
            switched = self.switches(decorator)
            if switched is not None:
                return switched
        owner = self._structure.parent(function)
        if isinstance(owner, ast.ClassDef):
            if self._classes.is_managed(owner) and function.name.startswith(torch.MANAGED_EVALUATION_HOOKS):
                return Answer.NO
            for decorator in owner.decorator_list:
                if self.switches(decorator) is Answer.NO:
                    return Answer.NO
        return self._by_callers(function)

    def _by_callers(self, function: Function) -> Answer:
        """NO when every known use of the function is a call without tracking; else it is on or unknown."""
        uses = self._uses(function)
        if not uses:
            return self._top_level()
        modes = [self.at(use) for use in uses]
        if all(mode is Answer.NO for mode in modes):
            return Answer.NO
        # a helper of training and evaluation alike, or one whose callers are not decided
        return Answer.YES if all(mode is Answer.YES for mode in modes) else Answer.UNKNOWN

    def _top_level(self) -> Answer:
        """The mode that the module's own top level leaves behind it for whoever calls its functions."""
        for statement in reversed(self._structure.module.body):
            value = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(value, ast.Call) and self._names.qualified(value.func) == torch.SET_GRAD_ENABLED:
                return _switch_argument(value)
        return Answer.YES

    def _uses(self, function: Function) -> list[ast.AST]:
        """The places of this file that name a function or, for methods, an attribute of that name."""
        if self._calls is None:
            self._calls = {}
            for node in ast.walk(self._structure.module):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    definition = self._names.definition(node)
                    if isinstance(definition, Function):
                        self._calls.setdefault(definition, []).append(node)
                elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                    for method in self._methods_named(node):
                        self._calls.setdefault(method, []).append(node)
        return [use for use in self._calls.get(function, []) if not self._structure.inside(use, function)]

    def _methods_named(self, node: ast.Attribute) -> list[Function]:
        """The method that ``self.name`` refers to inside its class."""
        owner = self._structure.class_of(node)
        if owner is None or not (isinstance(node.value, ast.Name) and node.value.id == "self"):
            return []
        method = self._classes.method(owner, node.attr)
        return [method] if method is not None else []

    # ------------------------------------------------------------ a project's own switches

    def _local_switch(self, target: ast.expr) -> Answer | None:
        definition = self._names.definition(target)
        if isinstance(definition, Function):
            return self._switches_inside(definition)
        if isinstance(definition, ast.ClassDef):
            return None
        if isinstance(target, ast.Name):
            return self._switch_variable(target)
        # a context that somebody else made: only its name can speak, and only for silence
        if isinstance(target, ast.Attribute) and "grad" in target.attr.lower():
            return Answer.UNKNOWN
        return None

    def _switches_inside(self, definition: Function) -> Answer | None:
        """What a decorator or context manager written in this file does, by what stands in it."""
        found: set[Answer] = set()
        for node in ast.walk(definition):
            items = node.items if isinstance(node, ast.With | ast.AsyncWith) else []
            expressions = [item.context_expr for item in items]
            if isinstance(node, Function):
                expressions.extend(node.decorator_list)
            if isinstance(node, ast.Return) and node.value is not None:
                expressions.append(node.value.func if isinstance(node.value, ast.Call) else node.value)
            for expression in expressions:
                target = expression.func if isinstance(expression, ast.Call) else expression
                if self._names.qualified(target) in torch.NO_GRAD:
                    found.add(Answer.NO)
        if not found:
            return None
        conditional = any(isinstance(node, ast.If | ast.IfExp) for node in ast.walk(definition))
        return Answer.UNKNOWN if conditional else Answer.NO

    def _switch_variable(self, target: ast.Name) -> Answer | None:
        """``context = torch.no_grad() if … else nullcontext()`` and the like."""
        for binding in self._names.bindings(target.id, target):
            if binding.value is not None:
                for node in ast.walk(binding.value):
                    if isinstance(node, ast.Name | ast.Attribute) and self._names.qualified(node) in torch.NO_GRAD:
                        return Answer.NO if node is _callee(binding.value) else Answer.UNKNOWN
        return Answer.UNKNOWN if "grad" in target.id.lower() else None

    @staticmethod
    def _mode_argument(call: ast.Call | None) -> Answer:
        """``inference_mode()`` is off, ``inference_mode(False)`` on."""
        if call is None or not (call.args or call.keywords):
            return Answer.NO
        on = _switch_argument(call)
        return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(on, Answer.UNKNOWN)


def _switch_argument(call: ast.Call | None) -> Answer:
    if call is None:
        return Answer.UNKNOWN
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    if len(arguments) == 1 and isinstance(arguments[0], ast.Constant):
        return Answer.YES if arguments[0].value else Answer.NO
    return Answer.UNKNOWN


def _callee(expression: ast.expr) -> ast.expr:
    return expression.func if isinstance(expression, ast.Call) else expression
