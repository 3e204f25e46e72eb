"""Custom autograd functions: what their forward keeps for their backward, and how."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.bindings import parameters
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure

_MAKING = frozenset(
    {"exp", "clone", "clamp", "new", "new_zeros", "new_empty", "sign", "contiguous", "size", "dim", "t", "mm"}
)


@dataclass(frozen=True)
class KeptOutput:
    """An output of a custom autograd function, or what is kept outside of it, past ``save_for_backward``.

    ``target`` is where it is kept: ``ctx.y``, or a container that outlives the pass.
    """

    owner: ast.ClassDef
    forward: Function
    statement: ast.stmt
    target: ast.expr
    value: ast.Name
    on_context: bool


class Contexts:
    """Questions about the custom autograd functions of one module."""

    def __init__(
        self, structure: Structure, names: Names, classes: Classes, inference: Inference, knowledge: Knowledge
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._knowledge = knowledge

    def kept(self, statement: ast.stmt) -> KeptOutput | None:
        """The tensor that a statement keeps where autograd does not know of it; else None.

        Matches ``ctx.y = y`` for outputs, and, for containers that outlive the pass, ``saved[key] = y`` and
        ``saved.append(y)`` for outputs and inputs.
        """
        forward, owner = self._structure.function(statement), self._structure.class_of(statement)
        if not isinstance(forward, Function) or owner is None or self._structure.parent(forward) is not owner:
            return None
        bases, _ = self._classes.ancestry(owner)
        if forward.name != "forward" or not any(self._knowledge.is_one_of(base, "custom functions") for base in bases):
            return None
        context = self.context(forward)
        put = self._put(statement)
        if context is None or put is None:
            return None
        target, value = put
        if not isinstance(value, ast.Name):
            return None
        on_context = dotted(target) == f"{context}.{getattr(target, 'attr', '')}"
        if not on_context and not self._outlives(target, forward):
            return None
        if not self._is_output(value, forward) and (on_context or not self._is_input(value, forward)):
            return None  # inputs on the context are another smell
        if self._is_marked(value, forward):
            return None
        return KeptOutput(owner, forward, statement, target, value, on_context)

    def context(self, method: Function) -> str | None:
        """The name of a method's first parameter, ``ctx`` as a rule; None without one."""
        given = parameters(method.args)
        return given[0].arg if given else None

    def backward(self, owner: ast.ClassDef) -> Function | None:
        """The ``backward`` of a custom autograd function, where it stands in its class."""
        methods = [part for part in owner.body if isinstance(part, Function)]
        return next((part for part in methods if part.name == "backward"), None)

    def saves(self, forward: Function) -> list[ast.Call]:
        """The calls of ``ctx.save_for_backward``."""
        path = f"{self.context(forward)}.save_for_backward"
        return [node for node in self._calls(forward) if dotted(node.func) == path]

    def unpackings(self, backward: Function) -> list[ast.Attribute]:
        """The reads of ``ctx.saved_tensors``."""
        path = f"{self.context(backward)}.saved_tensors"
        nodes = self._structure.walk(backward)
        return [node for node in nodes if isinstance(node, ast.Attribute) and dotted(node) == path]

    def uses(self, owner: ast.ClassDef, attribute: str) -> list[ast.Attribute]:
        """Every place of a class that names an attribute of whatever object so."""
        nodes = self._structure.walk(owner)
        return [node for node in nodes if isinstance(node, ast.Attribute) and node.attr == attribute]

    # ------------------------------------------------------------ what is kept

    def _put(self, statement: ast.stmt) -> tuple[ast.expr, ast.expr] | None:
        match statement:
            case ast.Assign(targets=[ast.Attribute() as target], value=value):
                return target, value
            case ast.Assign(targets=[ast.Subscript(value=holder)], value=value):
                return holder, value
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=holder, attr=method), args=[value])):
                return (holder, value) if self._knowledge.is_one_of(method, "growing methods") else None
        return None

    def _outlives(self, holder: ast.expr, forward: Function) -> bool:
        """A variable of the module, or an attribute of a class: not a tensor that is filled, nor anything local."""
        name = holder
        while isinstance(name, ast.Attribute):
            name = name.value
        if not isinstance(name, ast.Name) or self._inference.value(holder).kind is not Kind.CONTAINER:
            return False
        return isinstance(self._names.binding_scope(name.id, forward), ast.Module)

    def _is_output(self, value: ast.Name, forward: Function) -> bool:
        """Whether ``forward`` returns a tensor as it is: alone, or in a tuple where it is known to be one."""
        for node in self._structure.nodes_of(forward):
            if not isinstance(node, ast.Return):
                continue
            if isinstance(node.value, ast.Name) and node.value.id == value.id:
                return not self._is_given(value, forward)
            if isinstance(node.value, ast.Tuple):
                named = any(isinstance(part, ast.Name) and part.id == value.id for part in node.value.elts)
                if named and self._inference.value(value).kind is Kind.TENSOR:
                    return not self._is_given(value, forward)
        return False

    def _is_given(self, value: ast.Name, forward: Function) -> bool:
        return any(item.arg == value.id for item in parameters(forward.args))

    def _is_input(self, value: ast.Name, forward: Function) -> bool:
        """Whether a name is a parameter that is a tensor for sure, and is not assigned again."""
        bindings = self._names.bindings(value.id, value)
        if len(bindings) != 1 or not self._is_given(value, forward) or not isinstance(bindings[0].node, ast.arg):
            return False
        return any(self._is_operation(node, value.id) for node in self._calls(forward))

    def _is_operation(self, call: ast.Call, name: str) -> bool:
        """``x.exp()``, ``torch.exp(x)``: something that only tensors are given to."""
        if (
            isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == name
        ):
            return call.func.attr in _MAKING or call.func.attr in self._knowledge.members("tensor", "same")
        first = call.args[0] if call.args else None
        library = (self._names.qualified(call.func) or "").startswith("torch.")
        return (
            library
            and isinstance(first, ast.Name)
            and first.id == name
            and self._inference.value(call).kind is Kind.TENSOR
        )

    def _is_marked(self, value: ast.Name, forward: Function) -> bool:
        """``ctx.mark_non_differentiable(y)``: an output without a graph."""
        return any(
            isinstance(call.func, ast.Attribute)
            and call.func.attr in ("mark_non_differentiable", "mark_dirty")
            and any(isinstance(part, ast.Name) and part.id == value.id for part in call.args)
            for call in self._calls(forward)
        )

    def _calls(self, method: Function) -> Iterator[ast.Call]:
        return (node for node in self._structure.nodes_of(method) if isinstance(node, ast.Call))
