"""Methods of abstract values: of tensors, containers, modules, models, and of values that are not known."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from tensortidy.knowledge import Kind
from tensortidy.semantics.application import Application, keras_call
from tensortidy.semantics.operations import Keywords, assumptions_of
from tensortidy.semantics.values import (
    ARRAY,
    DETACHED,
    EAGER,
    FALSE,
    INPUT,
    NONE,
    NUMBER,
    PARAMETER,
    STRING,
    SYMBOLIC,
    UNKNOWN,
    Answer,
    Step,
    Value,
    container,
    join,
    term,
    unknown,
)

_CALLABLE_KERAS = frozenset({Kind.KERAS_MODEL, Kind.KERAS_LAYER})
_DATASET_METHODS = frozenset({
    "map", "batch", "shuffle", "repeat", "prefetch", "cache", "take", "skip", "filter", "zip", "concatenate",
    "interleave",
    "shard", "padded_batch", "window", "unbatch", "with_options", "apply", "enumerate", "flat_map", "ragged_batch",
    "snapshot", "rebatch", "batch_and_shuffle",
})  # fmt: skip


class Methods(Application):
    """What methods give."""

    def method_value(
        self, receiver: Value, method: str, arguments: Sequence[Value], keywords: Keywords, at: ast.AST
    ) -> Value | None:
        """The value of ``receiver.method(…)``; None to go on as for a call of any attribute."""
        given = [*arguments, *keywords.values()]
        match receiver.kind:
            case Kind.TENSOR:
                return self._tensor_method(receiver, method, given, at)
            case Kind.CONTAINER:
                return _container_method(receiver, method, arguments)
            case Kind.STRING:
                return container(STRING) if "split" in method else STRING
            case Kind.ARRAY:
                return NUMBER if method in ("item",) else ARRAY
            case Kind.DATASET | Kind.LOADER if receiver.definition is None:
                return receiver if receiver.kind is Kind.DATASET and method in _DATASET_METHODS else unknown(at)
            case Kind.EAGER_TENSOR | Kind.VARIABLE:
                return ARRAY if method == "numpy" else EAGER
            case Kind.SYMBOLIC_TENSOR:
                return SYMBOLIC
            case Kind.HANDLE:
                return unknown(at)
        defined = self.defined_method(receiver.definition, method) if receiver.definition is not None else None
        if defined is not None and receiver.kind is not Kind.FUNCTION:
            bound = [receiver, *arguments] if defined.is_method else arguments
            return self.apply(defined, bound, keywords, at)
        if receiver.kind is Kind.MODULE:
            return self._module_method(receiver, method, arguments, keywords, at)
        if receiver.kind in _CALLABLE_KERAS:
            return _keras_method(receiver, method, given, at)
        if receiver.kind is None and receiver.definition is None:
            return self._unknown_method(receiver, method, given, tuple(keywords), at)
        return None

    def _tensor_method(self, receiver: Value, method: str, given: Sequence[Value], at: ast.AST) -> Value:
        if method in self._tensor_numbers:
            return NUMBER
        if method in self._tensor_arrays:
            return ARRAY
        if method in self._tensor_detached:
            return DETACHED
        if method == "requires_grad_":
            return INPUT if FALSE in given else PARAMETER
        if method in ("backward", "register_hook"):
            return NONE
        derived = self.derived(at, [receiver, *(value for value in given if value.kind is not Kind.NUMBER)])
        if method in self._pairs and (given or method not in self._reductions):
            return container(items=(derived, DETACHED))  # values, and the indices that they were found at
        return container(derived) if method in self._several else derived

    def _module_method(
        self, receiver: Value, method: str, arguments: Sequence[Value], keywords: Keywords, at: ast.AST
    ) -> Value | None:
        words = self.knowledge.members
        if method == "requires_grad_":
            return replace(receiver, is_frozen=FALSE in (*arguments, keywords.get("requires_grad")))
        if method in words("module", "same"):
            return receiver
        parameter = PARAMETER if not receiver.is_frozen else INPUT
        submodule = Value(Kind.MODULE, Answer.NO, assumptions=receiver.assumptions, is_frozen=receiver.is_frozen)
        if method in words("module", "parameters"):
            return container(parameter)
        if method in words("module", "named parameters"):
            return container(container(items=(STRING, parameter)))
        if method in words("module", "detached"):
            return container(INPUT)
        if method in words("module", "named detached"):
            return container(container(items=(STRING, INPUT)))
        if method in words("module", "modules"):
            return container(submodule)
        if method in words("module", "named modules"):
            return container(container(items=(STRING, submodule)))
        if method in words("module", "forward"):
            return self._module_call(receiver, arguments, keywords, at)
        return None

    def _unknown_method(
        self, receiver: Value, method: str, given: Sequence[Value], keys: tuple[str, ...], at: ast.AST
    ) -> Value | None:
        if method == "item":
            return NUMBER
        if method in ("numpy", "tolist"):
            return ARRAY
        if method == "detach":
            return DETACHED
        how = term(
            Step.METHOD, (receiver, *given), name=method, keys=keys, untracked=self.grad_mode.at(at) is Answer.NO
        )
        if method == "cpu":
            return receiver if how is None else replace(receiver, term=how)
        if method in self._same and receiver.origins:
            return Value(origins=receiver.origins, assumptions=receiver.assumptions, term=how)
        if how is None:
            return None
        if any(value.graph is Answer.YES for value in given):
            self.fed.add(at)
        return unknown(at, how, assumptions_of(given))


def _keras_method(receiver: Value, method: str, given: Sequence[Value], at: ast.AST) -> Value | None:
    if receiver.kind is Kind.KERAS_MODEL and method in ("predict", "predict_on_batch"):
        return ARRAY
    if method == "get_layer":
        return Value(Kind.KERAS_LAYER, Answer.NO)
    if method in ("get_weights",):
        return container(ARRAY)
    return keras_call(receiver, given, at) if method == "call" else unknown(at)


def _container_method(receiver: Value, method: str, arguments: Sequence[Value]) -> Value:
    if method in ("append", "extend", "insert", "add", "appendleft", "update", "clear", "remove", "sort", "reverse"):
        return NONE
    if method in ("get", "pop", "popleft", "popitem", "setdefault"):
        found = receiver.elements or UNKNOWN
        return join(found, arguments[1]) if method == "get" and len(arguments) == 2 else found
    if method == "items":
        return container(container(items=(UNKNOWN, receiver.elements or UNKNOWN)))
    if method == "values":
        return container(receiver.elements)
    return receiver if method == "copy" else UNKNOWN
