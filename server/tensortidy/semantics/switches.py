"""Context managers and decorators that switch gradient tracking, PyTorch's and a project's own."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.bindings import parameters
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.constants import Constants, Known, bound_constants
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.summaries import FunctionSummary
from tensortidy.semantics.values import Answer


@dataclass(frozen=True)
class Switch:
    """What becomes of gradient tracking: ``answer`` YES on, NO off.

    Where a condition decides it, ``test`` is that condition as ``ast.dump`` writes it, ``when_true`` and
    ``when_false`` what holds then. ``inference`` is true for inference mode, inside which nothing can be recorded.
    """

    answer: Answer
    test: str = ""
    when_true: Answer = Answer.UNKNOWN
    when_false: Answer = Answer.UNKNOWN
    inference: bool = False


class Switches:
    """What expressions of one module do to tracking as context managers or decorators."""

    def __init__(
        self, structure: Structure, names: Names, classes: Classes, knowledge: Knowledge, constants: Constants
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._knowledge = knowledge
        self._constants = constants
        self._asking: set[ast.AST] = set()

    def of(self, expression: ast.expr, given: Mapping[str, Known] | None = None) -> Switch | None:
        """What a context manager or decorator does; None when nothing. ``given`` tells the values of some names."""
        if isinstance(expression, ast.IfExp):  # torch.no_grad() if … else nullcontext()
            return self._choice(expression, given)
        if isinstance(expression, ast.BoolOp):
            found = {self.of(part, given) for part in expression.values}
            return next(iter(found)) if len(found) == 1 else Switch(Answer.UNKNOWN)
        call = expression if isinstance(expression, ast.Call) else None
        target = call.func if call is not None else expression
        name = self._names.qualified(target)
        if self._knowledge.is_one_of(name, "gradients off"):
            inference = name == "torch.inference_mode"
            if inference and call is not None and (call.args or call.keywords):
                return _inverted(self._argument(call, given))
            return Switch(Answer.NO, inference=inference)
        if self._knowledge.is_one_of(name, "gradients on"):
            return Switch(Answer.YES)
        if self._knowledge.is_one_of(name, "gradients set"):
            return self._argument(call, given)
        if name is not None:
            return None
        if isinstance(target, ast.IfExp):  # (torch.enable_grad if … else torch.no_grad)()
            return self._choice(target, given)
        elsewhere = self._names.elsewhere(target)
        if elsewhere is not None:
            definition = elsewhere.definition
            switches = definition.switches if isinstance(definition, FunctionSummary) else None
            return Switch(switches) if switches is not None else None
        return self._local(target, call)

    def inside(self, definition: Function | ast.ClassDef, given: Mapping[str, Known]) -> Switch | None:
        """What a decorator or context manager of this file does, by the mode in which it calls or yields."""
        if definition in self._asking:  # recursion adds nothing
            return None
        self._asking.add(definition)
        try:
            return (
                self._class(definition) if isinstance(definition, ast.ClassDef) else self._function(definition, given)
            )
        finally:
            self._asking.discard(definition)

    def _function(self, definition: Function, given: Mapping[str, Known]) -> Switch | None:
        nodes = self._structure.walk(definition)
        handed = {
            item.arg for node in nodes if isinstance(node, Function | ast.Lambda) for item in parameters(node.args)
        }
        found: list[Switch | None] = []
        for node in nodes:
            yields = isinstance(node, ast.Yield) and self._structure.function(node) is definition
            calls = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in handed
            if yields or calls:
                found.append(self.around(node, definition, given))
            elif isinstance(node, ast.Return) and node.value is not None:
                found.extend(self._returned(node.value, given))
        switches = {switch.answer for switch in found if switch is not None}
        if not switches:
            return None
        return Switch(switches.pop()) if len(switches) == 1 and None not in found else Switch(Answer.UNKNOWN)

    def around(self, node: ast.AST, function: Function, given: Mapping[str, Known]) -> Switch | None:
        """The switch of the nearest block around a node, functions inside ``function`` looked through."""
        inner = node
        for outer in self._structure.ancestors(node):
            if isinstance(outer, ast.With | ast.AsyncWith) and inner in outer.body:
                for item in reversed(outer.items):
                    switch = self.of(item.context_expr, given)
                    if switch is not None:
                        return switch
            if isinstance(outer, Function) and outer is not function:
                for decorator in outer.decorator_list:
                    switch = self.of(decorator, given)
                    if switch is not None:
                        return switch
            if isinstance(outer, Function) and inner in outer.body:
                block = outer.body[: outer.body.index(inner)]
                for earlier in reversed(block):
                    if isinstance(earlier, ast.Expr) and isinstance(earlier.value, ast.Call):
                        if self._knowledge.is_one_of(self._names.qualified(earlier.value.func), "gradients set"):
                            return self.of(earlier.value, given)
            if outer is function:
                return None
            inner = outer
        return None

    def _returned(self, value: ast.expr, given: Mapping[str, Known]) -> list[Switch | None]:
        """``return torch.no_grad()``, ``return torch.no_grad()(function)``; what else is returned says nothing."""
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Call):
            value = value.func
        if isinstance(value, ast.Name) and self._names.definition(value) is None:
            # a decorator that gives some functions back as they are, and a wrapper for the others
            return []
        switch = self.of(value, given) if isinstance(value, ast.Call | ast.IfExp | ast.Attribute) else None
        return [switch] if switch is not None else []

    def _class(self, definition: ast.ClassDef) -> Switch | None:
        """A class that is a context manager: by what its ``__enter__`` (or ``__call__``) does."""
        for base in definition.bases:
            if self._knowledge.is_one_of(self._names.qualified(base), "gradients off"):
                return Switch(Answer.NO)
        found: list[Switch] = []
        conditional = False
        for name in ("__enter__", "__call__"):
            method = self._classes.own_method(definition, name)
            for node in self._structure.walk(method) if method is not None else ():
                conditional |= isinstance(node, ast.If | ast.IfExp)
                switch: Switch | None = None
                if isinstance(node, ast.Call):
                    switch = self.of(node)
                elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
                    for statement in self._classes.assignments(definition, node.attr):
                        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                            switch = self.of(statement.value)
                if switch is not None:
                    found.append(switch)
        if not found:
            return None
        answers = {switch.answer for switch in found}
        return Switch(Answer.UNKNOWN) if conditional or len(answers) > 1 else found[0]

    def _choice(self, expression: ast.IfExp, given: Mapping[str, Known] | None) -> Switch | None:
        known = self._constants.evaluate(expression.test, given)
        if known is not None:
            return self.of(expression.body if known[0] else expression.orelse, given)
        body, orelse = self.of(expression.body, given), self.of(expression.orelse, given)
        if body == orelse:
            return body
        if body is not None and orelse is not None and body.answer is orelse.answer:
            return Switch(body.answer)
        when_true = body.answer if body is not None else Answer.UNKNOWN
        when_false = orelse.answer if orelse is not None else Answer.UNKNOWN
        return Switch(Answer.UNKNOWN, ast.dump(expression.test), when_true, when_false)

    def _argument(self, call: ast.Call | None, given: Mapping[str, Known] | None) -> Switch:
        """``set_grad_enabled(phase == "train")``."""
        if call is None:
            return Switch(Answer.UNKNOWN)
        arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
        if len(arguments) != 1:
            return Switch(Answer.UNKNOWN)
        known = self._constants.evaluate(arguments[0], given)
        if known is not None:
            return Switch(Answer.YES if known[0] else Answer.NO)
        return Switch(Answer.UNKNOWN, ast.dump(arguments[0]), Answer.YES, Answer.NO)

    def _local(self, target: ast.expr, call: ast.Call | None) -> Switch | None:
        definition = self._names.definition(target)
        if isinstance(definition, Function):
            return self.inside(
                definition, bound_constants(call, definition, self._constants) if call is not None else {}
            )
        if isinstance(definition, ast.ClassDef):
            return self.inside(definition, {})
        if isinstance(target, ast.Name):
            return self._variable(target)
        # a context that somebody else made: only its name can speak, and only for silence
        if isinstance(target, ast.Attribute) and "grad" in target.attr.lower():
            return Switch(Answer.UNKNOWN)
        return None

    def _variable(self, target: ast.Name) -> Switch | None:
        """``context = torch.no_grad() if … else nullcontext()`` and the like."""
        found: set[Switch | None] = set()
        for binding in self._names.bindings(target.id, target):
            if binding.value in self._asking:  # context = item if context is None else context
                continue
            if binding.value is not None and not isinstance(binding.value, ast.Constant | ast.Name):
                self._asking.add(binding.value)
                found.add(self.of(binding.value))
                self._asking.discard(binding.value)
        if found - {None}:
            switch = found.pop() if len(found) == 1 else Switch(Answer.UNKNOWN)
            return switch or Switch(Answer.UNKNOWN)
        return Switch(Answer.UNKNOWN) if "grad" in target.id.lower() else None


def _inverted(on: Switch) -> Switch:
    """``inference_mode(on)``."""
    return Switch(
        _inverse(on.answer), on.test, _inverse(on.when_true), _inverse(on.when_false), on.answer is Answer.YES
    )


def _inverse(answer: Answer) -> Answer:
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, Answer.UNKNOWN)
