"""Symbolic tensors: what ``keras.Input`` gives, and what a Keras model is put together from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tensortidy.knowledge import Kind
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.roles import Roles
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.uses import Uses
from tensortidy.semantics.values import Value


@dataclass(frozen=True)
class Symbolic:
    """An expression that is a symbolic tensor: a placeholder, of which a model is made, with no data in it.

    ``call`` gives it to the function that it stands in; None where that does not matter. ``assumptions`` says in
    words what this rests on.
    """

    node: ast.expr
    call: ast.Call | None = None
    assumptions: tuple[str, ...] = ()


class SymbolicTensors:
    """Questions about the symbolic tensors of one module."""

    def __init__(self, structure: Structure, names: Names, inference: Inference, uses: Uses, roles: Roles) -> None:
        self._structure = structure
        self._names = names
        self._inference = inference
        self._uses = uses
        self._roles = roles

    def among(self, arguments: list[ast.expr]) -> Symbolic | None:
        """The first of a call's arguments that is a symbolic tensor, or a list with one in it, where that is sure.

        What runs with data is left out: ``call`` of layers, lambdas, and functions that keep a symbolic tensor of
        the function around them, such as losses.
        """
        for argument in arguments:
            parts = argument.elts if isinstance(argument, ast.List | ast.Tuple) else [argument]
            for part in parts:
                found = self._symbolic(part)
                if found is not None:
                    return found
        return None

    def _symbolic(self, node: ast.expr) -> Symbolic | None:
        value = self._inference.value(node)
        held = value.elements if value.kind is Kind.CONTAINER and value.elements is not None else value
        if held.kind is Kind.SYMBOLIC_TENSOR:
            return Symbolic(node, self._given(value, node), value.assumptions) if self._is_of_here(node) else None
        function = self._structure.function(node)
        if value.term is None or not isinstance(function, Function) or self._roles.is_forward(node):
            return None
        call = self._given(value, node)
        if call is not None:
            return Symbolic(node, call)
        if Kind.SYMBOLIC_TENSOR in value.maybe and self._makes_its_layers(function):
            return Symbolic(
                node, None, (f"`{function.name}` puts a model together: it makes its layers where it calls them",)
            )
        return None

    def _given(self, value: Value, node: ast.expr) -> ast.Call | None:
        """The call of the function around an expression by which it becomes a symbolic tensor, if there is one."""
        function = self._structure.function(node)
        if value.term is None or not isinstance(function, Function):
            return None
        for call in self._calls(function):
            given = [self._inference.value(item) for item in call.args]
            named = {item.arg: self._inference.value(item.value) for item in call.keywords if item.arg}
            bound = self._inference.bind(self._inference.summary(function), given, named)
            if self._inference.substitute(replace(value, kind=None), bound, call).kind is Kind.SYMBOLIC_TENSOR:
                return call
        return None

    def _calls(self, function: Function) -> Iterator[ast.Call]:
        """The calls of a function in this file, those in its own body left out."""
        if self._structure.class_of(function) is not None:
            return
        for use in self._uses.of(function):
            call = self._structure.parent(use)
            if isinstance(call, ast.Call) and call.func is use and not any(map(_spreads, call.args)):
                yield call

    def _makes_its_layers(self, function: Function) -> bool:
        """``layers.Dense(8)(x)``: a layer that is made and called at once has new weights in each call.

        Nobody does that with data. Functions in functions, and methods, may be anything.
        """
        if self._structure.class_of(function) is not None or self._structure.function(function) is not None:
            return False
        return any(
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Call)
            and self._inference.value(call.func).kind is Kind.KERAS_LAYER
            for call in self._structure.nodes_of(function)
        )

    def _is_of_here(self, node: ast.expr) -> bool:
        """Whether the variables in an expression are those of the function that it runs in, or of the module."""
        function = self._structure.function(node)
        if isinstance(function, ast.Lambda) or self._roles.is_forward(node):
            return False
        return all(
            self._names.binding_scope(item.id, item) in (function or self._structure.module, None)
            for item in self._structure.walk(node)
            if isinstance(item, ast.Name) and self._inference.value(item).kind is Kind.SYMBOLIC_TENSOR
        )


def _spreads(node: ast.expr) -> bool:
    return isinstance(node, ast.Starred)
