"""Backward passes: where they run, and which graphs may reach them from outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.values import Answer

_BACKWARD_METHODS = frozenset({"backward", "manual_backward"})
# Builtins that read a value and keep nothing of its graph.
_READERS = frozenset({"len", "print", "range", "str", "int", "float", "isinstance", "enumerate", "hasattr", "getattr"})
_GRAPHLESS = frozenset({
    Kind.NUMBER, Kind.STRING, Kind.ARRAY, Kind.MODULE, Kind.OPTIMIZER, Kind.LOADER, Kind.DATASET, Kind.FUNCTION,
    Kind.CLASS, Kind.NONE, Kind.KERAS_MODEL, Kind.KERAS_LAYER, Kind.SESSION, Kind.HANDLE, Kind.SYMBOLIC_TENSOR,
    Kind.EAGER_TENSOR, Kind.VARIABLE,
})  # fmt: skip


class Gradients:
    """Questions about the backward passes of one module."""

    def __init__(
        self, structure: Structure, names: Names, classes: Classes, inference: Inference, knowledge: Knowledge
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._knowledge = knowledge

    def is_backward(self, call: ast.Call) -> bool:
        """Whether a call runs a backward pass: ``loss.backward()``, ``accelerator.backward(loss)``, autograd.

        A ``backward`` method of a class of this file is an ordinary method.
        """
        if self._knowledge.is_one_of(self._names.qualified(call.func), "backward"):
            return True
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in _BACKWARD_METHODS:
            return False
        receiver = self._inference.value(call.func.value).definition
        return not (isinstance(receiver, ast.ClassDef) and self._classes.own_method(receiver, call.func.attr))

    def starts_at_callback(self, call: ast.Call) -> bool:
        """Whether a backward pass starts from what a parameter gives that is called, of which nothing is known."""
        start = call.func.value if isinstance(call.func, ast.Attribute) else None
        bindings = self._names.bindings(start.id, start) if isinstance(start, ast.Name) else ()
        made = [item.value.func for item in bindings if isinstance(item.value, ast.Call)]
        return any(
            isinstance(function, ast.Name)
            and self._inference.value(function).kind is None
            and any(isinstance(item.node, ast.arg) for item in self._names.bindings(function.id, function))
            for function in made
        )

    def is_differentiable_gradient(self, node: ast.expr) -> bool:
        """Whether an expression is made from ``torch.autograd.grad(…, create_graph=True)``: for another backward."""
        pending: list[ast.expr] = [node]
        seen: set[ast.AST] = set()
        while pending:
            for part in self._structure.walk(pending.pop()):
                if part in seen:
                    continue
                seen.add(part)
                if isinstance(part, ast.Call) and self.is_backward(part):
                    if any(keyword.arg == "create_graph" for keyword in part.keywords):
                        return True
                elif isinstance(part, ast.Name):
                    bindings = self._names.bindings(part.id, part)
                    pending += [item.value for item in bindings if item.value is not None and item.value not in seen]
        return False

    def passes(self, within: ast.AST) -> list[ast.Call]:
        """All backward passes inside a node, nested functions included, in order of place."""
        return [call for call in self._structure.within(within, ast.Call) if self.is_backward(call)]

    def is_made_in(self, call: ast.Call, region: ast.AST) -> bool:
        """Whether what a backward pass starts from is computed by the statements of a loop or function.

        It is not where it is a parameter, an attribute, or what a loop iterates over (``for loss in losses``).
        """
        start = next(iter(call.args), None)
        if isinstance(call.func, ast.Attribute) and (start is None or isinstance(start, ast.Constant)):
            start = call.func.value
        if start is None:
            return False
        names = [node for node in self._structure.walk(start) if isinstance(node, ast.Name)]
        roots = [name for name in names if self._is_operand(name) or name is start]
        return bool(roots) and all(
            self._structure.inside(binding.node, region)
            and binding.node is not region
            and not isinstance(binding.node, ast.arg)
            for name in roots
            for binding in self._names.bindings(name.id, name)
            if not (isinstance(binding.value, ast.Constant) and self._structure.loop(name) is None)
        )

    def is_propagated(self, value: ast.expr, loop: Loop) -> bool:
        """Whether ``value``, or a sum that it is a part of, is back-propagated in each iteration of a loop.

        Then no caller can do it again, and what was saved for it is gone.
        """
        names = {node.id for node in self._structure.walk(value) if isinstance(node, ast.Name)}
        for call in self.passes(loop):
            kept = any(keyword.arg == "retain_graph" for keyword in call.keywords)
            if kept or self._is_conditional(call, value, loop):
                continue
            if any(not names.isdisjoint(self._made_of(start, loop)) for start in (call.func, *call.args)):
                return True
        return False

    def splits_a_step(self, loop: Loop) -> bool:
        """Whether a loop only splits the batch of one step: the optimizer steps after it, and not in it."""
        function = self._structure.function(loop) or self._structure.module
        steps = [
            node
            for node in self._structure.within(function, ast.Call)
            if isinstance(node.func, ast.Attribute) and node.func.attr == "step"
        ]
        return any(node.lineno > loop.lineno for node in steps) and not any(
            self._structure.inside(node, loop) for node in steps
        )

    def graphs_from_outside(self, region: ast.AST) -> Iterator[ast.expr]:
        """The expressions inside a loop or function through which a graph made outside it may come in.

        Variables bound outside that may hold a tensor with a graph (unless it is a leaf), and attributes
        that methods other than ``__init__`` assign. A variable that the region also assigns is carried from
        one iteration to the next.
        """
        for node in self._structure.walk(region):
            if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
                continue
            if not self._is_operand(node):
                continue
            if (isinstance(node, ast.Name) and self._bound_outside(node, region) and self._may_have_graph(node)) or (
                isinstance(node, ast.Attribute) and self._is_state(node) and self._may_have_graph(node)
            ):
                yield node

    def _is_operand(self, node: ast.expr) -> bool:
        """Whether a value is computed with, and not merely called, printed or asked for an attribute."""
        parent = self._structure.parent(node)
        if isinstance(parent, ast.Attribute):
            return False
        if isinstance(parent, ast.Call):
            return parent.func is not node and self._names.qualified(parent.func) not in _READERS
        if isinstance(parent, ast.For) or (isinstance(parent, ast.Subscript) and parent.slice is node):
            return False
        return not isinstance(parent, ast.FormattedValue | ast.Compare | ast.If | ast.While | ast.UnaryOp)

    def _bound_outside(self, node: ast.Name, region: ast.AST) -> bool:
        return any(not self._binds_inside(binding.node, region) for binding in self._names.bindings(node.id, node))

    def _binds_inside(self, binder: ast.AST, region: ast.AST) -> bool:
        if binder is region:  # the target of the loop itself
            return not isinstance(region, Function)
        if isinstance(binder, ast.arg) and isinstance(region, Function | ast.Lambda):
            return False
        return self._structure.inside(binder, region)

    def _may_have_graph(self, node: ast.expr) -> bool:
        value = self._inference.value(node)
        if value.kind in _GRAPHLESS or value.graph is Answer.NO:
            return False
        if value.is_leaf or (value.maybe and value.maybe <= _GRAPHLESS):
            return False
        imported = isinstance(node, ast.Name) and self._names.qualified(node) is not None
        return not imported

    def _is_state(self, node: ast.Attribute) -> bool:
        """Whether an attribute of self is assigned by methods other than ``__init__``."""
        owner = self._structure.class_of(node)
        if owner is None or dotted(node) is None or not isinstance(node.value, ast.Name):
            return False
        for statement in self._classes.assignments(owner, node.attr):
            function = self._structure.function(statement)
            if isinstance(function, Function) and function.name != "__init__":
                return True
        return False

    def _made_of(self, node: ast.expr, loop: Loop) -> set[str]:
        """The variables in an expression, and those of the iteration that they are computed from."""
        found: set[str] = set()
        pending: list[ast.AST] = [node]
        while pending:
            for part in self._structure.walk(pending.pop()):
                if not isinstance(part, ast.Name) or part.id in found:
                    continue
                found.add(part.id)
                bindings = self._names.bindings(part.id, part)
                inside = [item.value for item in bindings if self._structure.inside(item.node, loop)]
                # a sum is propagated with its parts; what a call makes of them has a graph of its own
                pending += [item for item in inside if isinstance(item, ast.BinOp | ast.Name)]
        return found

    def _is_conditional(self, call: ast.Call, value: ast.expr, loop: Loop) -> bool:
        """Whether a call may be left out in an iteration that evaluates ``value``."""
        for outer in self._structure.ancestors(call):
            if outer is loop:
                return False
            if isinstance(outer, ast.If | ast.IfExp | ast.While | ast.For) and not self._structure.inside(value, outer):
                return True
        return True
