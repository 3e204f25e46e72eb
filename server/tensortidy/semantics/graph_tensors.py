"""Tensors that keep an autograd graph alive: which expressions are one, and how sure that is."""

from __future__ import annotations

import ast

from tensortidy.knowledge import Kind
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.values import Answer, Value
from tensortidy.source import Source


class GraphTensors:
    """Questions about the tensors of one module."""

    def __init__(
        self, source: Source, structure: Structure, names: Names, inference: Inference, gradients: Gradients
    ) -> None:
        self._source = source
        self._structure = structure
        self._names = names
        self._inference = inference
        self._gradients = gradients

    def is_graph_tensor(self, node: ast.expr) -> Answer:
        """Whether an expression is a tensor that keeps an autograd graph alive.

        The assumptions that a YES rests on are those of ``graph_assumptions``.
        """
        value = self._inference.value(node)
        while value.kind is Kind.CONTAINER and value.elements is not None:
            value = value.elements
        if value.kind is Kind.TENSOR:
            if value.is_leaf:
                return Answer.NO
            proved = value.graph is Answer.UNKNOWN and value.origins and self._proved_attached(node, value)
            return Answer.YES if proved else value.graph
        if value.kind is not None or value.graph is Answer.NO:
            return Answer.NO
        if value.origins and self._proved_attached(node, value):
            return Answer.YES
        return Answer.UNKNOWN

    def graph_assumptions(self, node: ast.expr) -> tuple[str, ...]:
        """What ``is_graph_tensor`` takes for granted about an expression, in words."""
        value = self._inference.value(node)
        found = list(value.assumptions)
        if value.kind is None and not value.origins <= self._inference.proved:
            for origin in value.origins & self._inference.fed:
                called = self._source.line(getattr(origin, "lineno", 0)).strip()
                found.append(f"the call in `{called}` returns a tensor computed from what it is given")
        return tuple(dict.fromkeys(found))

    def graph_parts(self, node: ast.expr) -> list[ast.expr]:
        """The smallest parts of an expression through which a graph comes in, in order.

        ``loss`` of ``loss * len(x)``, each tensor of a tuple or dict; the expression itself where it cannot
        be taken apart. Empty where it is not known to carry a graph.
        """
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return [part for element in node.elts for part in self.graph_parts(element)]
        if isinstance(node, ast.Dict):
            return [part for value in node.values for part in self.graph_parts(value)]
        if isinstance(node, ast.BinOp):
            return [*self.graph_parts(node.left), *self.graph_parts(node.right)]
        return [node] if self.is_graph_tensor(node) is Answer.YES else []

    def is_certainly_tensor(self, node: ast.expr) -> bool:
        """Whether a graph tensor is one tensor for sure, and no tuple or record of them as models may return."""
        if self._inference.evidence.has_tensor_method(node) is not None:
            return True
        value = self._inference.value(node)
        if value.kind is None:
            return bool(value.origins) and value.origins <= self._inference.proved
        if isinstance(node, ast.Call):
            name = self._names.qualified(node.func)
            return name is not None and name.startswith("torch.")
        bindings = self._names.bindings(node.id, node) if isinstance(node, ast.Name) else ()
        made = [binding.value for binding in bindings if not isinstance(binding.value, ast.Constant)]
        return bool(made) and all(
            isinstance(value, ast.Call | ast.BinOp) and self._makes_tensor(value) for value in made
        )

    def is_scalar(self, node: ast.expr) -> bool:
        """Whether a tensor has exactly one element: ``backward()`` without arguments is called on it."""
        name = node.id if isinstance(node, ast.Name) else None
        scope = self._structure.function(node) or self._structure.module
        return name is not None and any(
            isinstance(call.func, ast.Attribute)
            and not call.args
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == name
            for call in self._gradients.passes(scope)
        )

    def _makes_tensor(self, value: ast.expr) -> bool:
        if isinstance(value, ast.BinOp):
            return True
        name = self._names.qualified(value.func) if isinstance(value, ast.Call) else None
        if name is not None:
            return name.startswith("torch.")
        called = self._inference.value(value.func) if isinstance(value, ast.Call) else None
        return called is not None and called.kind is Kind.MODULE and called.name.startswith("torch.nn.")

    def _proved_attached(self, node: ast.expr, value: Value) -> bool:
        if self._inference.grad_mode.at(node) is Answer.NO:
            return False
        if value.origins <= self._inference.proved:
            return True
        unproved = value.origins - self._inference.proved
        return unproved <= self._inference.fed and self._inference.evidence.has_tensor_method(node) is not None
