"""Keras Lambda layers: the function that one wraps, what it captures, and whether the model is saved."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.bindings import parameters
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.shapes import decorator_named
from tensortidy.semantics.structure import Function, Structure

_LAMBDA = "keras.layers.Lambda"
_SAVERS = frozenset({"keras.models.save_model", "keras.saving.save_model"})
_LOADERS = frozenset({"keras.models.load_model", "keras.saving.load_model"})
_REGISTERING = frozenset({
    "keras.utils.register_keras_serializable", "keras.saving.register_keras_serializable",
})  # fmt: skip
_UNSAFE = frozenset({"keras.config.enable_unsafe_deserialization"})
# What is done to a layer or model without any other model getting hold of its weights.
_LOOKS = frozenset({"build", "summary", "load_weights", "compile", "input_shape", "output_shape", "name"})


@dataclass(frozen=True)
class WrappedFunction:
    """The function of a ``keras.layers.Lambda(function)``.

    ``function`` is the lambda, or the function of this file that ``given`` names.
    """

    call: ast.Call
    given: ast.expr
    function: Function | ast.Lambda

    @property
    def parameters(self) -> list[str]:
        """The names of the function's parameters."""
        return [parameter.arg for parameter in parameters(self.function.args)]

    @property
    def steps(self) -> int:
        """How much it does: statements of a function, a docstring left out; calls of a lambda."""
        if isinstance(self.function, ast.Lambda):
            return sum(isinstance(node, ast.Call) for node in ast.walk(self.function.body))
        found = sum(isinstance(node, ast.stmt) for part in self.function.body for node in ast.walk(part))
        return found - (ast.get_docstring(self.function) is not None)


class LambdaLayers:
    """Questions about the Lambda layers of one module."""

    def __init__(self, structure: Structure, names: Names, inference: Inference, knowledge: Knowledge) -> None:
        self._structure = structure
        self._names = names
        self._inference = inference
        self._knowledge = knowledge

    def layer(self, call: ast.Call) -> WrappedFunction | None:
        """The Lambda layer that a call makes, where its function stands in this file."""
        if self._names.qualified(call.func) != _LAMBDA:
            return None
        named = [keyword.value for keyword in call.keywords if keyword.arg == "function"]
        for given in (*call.args[:1], *named):
            if isinstance(given, ast.Lambda):
                return WrappedFunction(call, given, given)
            defined = self._names.definition(given)
            if isinstance(defined, Function):
                return WrappedFunction(call, given, defined)
        return None

    def captured(self, layer: WrappedFunction) -> Iterator[ast.Name]:
        """The variables with weights that a function takes from around it, and that no other layer or model knows.

        A layer that is also called outside of Lambda layers, handed on, or kept somewhere, is tracked there. One that
        is frozen, or whose weights somebody collects by hand, is left out as well.
        """
        seen: set[str] = set()
        for node in self._structure.walk(layer.function):
            if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load) or node.id in seen:
                continue
            seen.add(node.id)
            home = self._names.binding_scope(node.id, node)
            if home is None or self._structure.inside(home, layer.function) or not self._has_weights(node):
                continue
            if not any(self._is_tracked(read) for read in self._reads(node)):
                yield node

    def made_inside(self, layer: WrappedFunction) -> ast.Call | None:
        """A layer with weights that the function makes, anew whenever it runs."""
        for node in self._structure.walk(layer.function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Call) and self._has_weights(node.func):
                return node.func
        return None

    def is_registered(self, layer: WrappedFunction) -> bool:
        """Whether Keras is told of a function, so that a model that was saved with it can be loaded."""
        decorators = layer.function.decorator_list if isinstance(layer.function, Function) else []
        return any(self._names.qualified(decorator_named(item)) in _REGISTERING for item in decorators)

    def saving(self) -> ast.Call | None:
        """The first call that saves a whole model, unless the file loads models with code in them too."""
        found: ast.Call | None = None
        for call in self._structure.nodes(ast.Call):
            if not isinstance(call, ast.Call):
                continue
            name = self._names.qualified(call.func)
            if name in _UNSAFE or (name in _LOADERS and any(key.arg == "safe_mode" for key in call.keywords)):
                return None
            if name in _LOADERS and any(key.arg == "custom_objects" for key in call.keywords):
                return None
            if found is None and (name in _SAVERS or (name is None and self._saves(call))):
                found = call
        return found

    def is_rebuilt(self) -> bool:
        """Whether the models of the file are saved as weights alone, for models that its code builds again."""
        return self.saving() is None and bool(self._structure.reads("save_weights"))

    # ------------------------------------------------------------ parts

    def _has_weights(self, node: ast.expr) -> bool:
        """Whether an expression is a layer, model or variable that training would change."""
        value = self._inference.value(node)
        if value.kind is Kind.KERAS_LAYER:
            return self._knowledge.is_one_of(value.name, "layers with weights")
        if value.kind is Kind.VARIABLE:
            return isinstance(node, ast.Name) and all(
                isinstance(item.value, ast.Call) and not _is_constant(item.value)
                for item in self._names.bindings(node.id, node)
            )
        return value.kind is Kind.KERAS_MODEL

    def _reads(self, name: ast.Name) -> Iterator[ast.Name]:
        scope = self._names.binding_scope(name.id, name)
        for node in self._structure.walk(scope) if scope is not None else ():
            if isinstance(node, ast.Name) and node.id == name.id and self._names.binding_scope(node.id, node) is scope:
                yield node

    def _is_tracked(self, read: ast.Name) -> bool:
        """Whether a use of a variable lets something else know its weights, or says that they are to stay."""
        if not isinstance(read.ctx, ast.Load):
            return isinstance(self._structure.parent(read), ast.Attribute)
        if any(self._is_in_lambda_layer(outer) for outer in (read, *self._structure.ancestors(read))):
            return False
        parent = self._structure.parent(read)
        return not (isinstance(parent, ast.Attribute) and parent.attr in _LOOKS and isinstance(parent.ctx, ast.Load))

    def _is_in_lambda_layer(self, node: ast.AST) -> bool:
        """Whether a node is the function of a Lambda layer."""
        if isinstance(node, ast.Lambda):
            call = self._structure.parent(node)
            call = self._structure.parent(call) if isinstance(call, ast.keyword) else call
            return isinstance(call, ast.Call) and self._names.qualified(call.func) == _LAMBDA
        if not isinstance(node, Function):
            return False
        uses = [use for use in self._structure.reads(node.name) if self._names.definition(use) is node]
        made = [self._structure.parent(use) for use in uses]
        return bool(made) and all(
            isinstance(call, ast.Call) and self._names.qualified(call.func) == _LAMBDA for call in made
        )

    def _saves(self, call: ast.Call) -> bool:
        """``model.save("model.keras")``."""
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "save":
            return False
        return self._inference.value(call.func.value).kind is Kind.KERAS_MODEL


def _is_constant(call: ast.Call) -> bool:
    """``tf.Variable(…, trainable=False)``."""
    return any(
        keyword.arg == "trainable" and isinstance(keyword.value, ast.Constant) and not keyword.value.value
        for keyword in call.keywords
    )
