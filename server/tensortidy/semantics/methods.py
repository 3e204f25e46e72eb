"""Methods of abstract values: of tensors, containers, modules, models, and of values that are not known."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from tensortidy.knowledge import Kind
from tensortidy.semantics.application import CALLABLE_KERAS, keras_call
from tensortidy.semantics.members import Members
from tensortidy.semantics.operations import Keywords, assumptions_of
from tensortidy.semantics.summaries import ClassSummary
from tensortidy.semantics.values import (
    ARRAY,
    DETACHED,
    EAGER,
    FALSE,
    INPUT,
    NONE,
    NOT_YET,
    NUMBER,
    PARAMETER,
    STRING,
    SYMBOLIC,
    UNKNOWN,
    Answer,
    Step,
    Value,
    attached,
    container,
    join,
    pair,
    term,
    unknown,
)

_WHOLE_NUMBERS = frozenset({
    "torch.int", "torch.int8", "torch.int16", "torch.int32", "torch.int64", "torch.long", "torch.uint8", "torch.bool",
})  # fmt: skip
_TEXT_FILES = frozenset({"open", "pathlib.Path.open", "codecs.open"})
_DATASET_METHODS = frozenset({
    "map", "batch", "shuffle", "repeat", "prefetch", "cache", "take", "skip", "filter", "zip", "concatenate",
    "interleave",
    "shard", "padded_batch", "window", "unbatch", "with_options", "apply", "enumerate", "flat_map", "ragged_batch",
    "snapshot", "rebatch", "batch_and_shuffle",
})  # fmt: skip


class Methods(Members):
    """What methods give."""

    def method_value(
        self, receiver: Value, method: str, arguments: Sequence[Value], keywords: Keywords, at: ast.AST
    ) -> Value | None:
        """The value of ``receiver.method(…)``; None to go on as for a call of any attribute."""
        if receiver is NOT_YET:
            return NOT_YET
        given = [*arguments, *keywords.values()]
        if receiver.name and receiver.definition is None and receiver.kind is not Kind.TENSOR:
            fact = self.knowledge.call(f"{receiver.name}.{method}")
            if self.knowledge.is_one_of(f"{receiver.name}.{method}", "giving themselves"):
                return receiver
            if self.knowledge.is_one_of(f"{receiver.name}.{method}", "giving back"):
                return arguments[0] if len(arguments) == 1 else container(items=tuple(arguments))
            if fact is not None:
                return self.by_fact(method, fact, [*receiver_parts(receiver), *given], None, at)
        match receiver.kind:
            case Kind.TENSOR:
                return self._tensor_method(receiver, method, given, at)
            case Kind.CONTAINER:
                found = _container_method(receiver, method, arguments)
                return (
                    found if receiver.term is None or found is NONE else self._carried(found, receiver, method, given)
                )
            case Kind.STRING:
                return container(STRING) if "split" in method else STRING
            case Kind.OPTIMIZER if receiver.definition is None:
                return NONE if method in ("step", "zero_grad", "load_state_dict", "add_param_group") else unknown(at)
            case Kind.SESSION:
                return self._session_method(method, arguments, at)
            case Kind.ARRAY:
                return NUMBER if method in ("item",) else ARRAY
            case Kind.DATASET if receiver.definition is None:
                return self._dataset_method(receiver, method, arguments, at)
            case Kind.LOADER if receiver.definition is None:
                return unknown(at)
            case Kind.EAGER_TENSOR | Kind.VARIABLE:
                return ARRAY if method == "numpy" else EAGER
            case Kind.SYMBOLIC_TENSOR:
                return SYMBOLIC
            case Kind.HANDLE:
                return self._handle_method(receiver, method, at)
            case Kind.CLASS if receiver.definition is not None and method == "apply":
                if "torch.autograd.Function" in self._ancestry(receiver.definition):
                    return self.derived(at, given)
            case None if receiver.name == "tensorflow.GradientTape" and method == "gradient" and len(arguments) > 1:
                return container(EAGER) if arguments[1].kind is Kind.CONTAINER else EAGER
        defined = self.defined_method(receiver.definition, method) if receiver.definition is not None else None
        if defined is not None and receiver.kind is not Kind.FUNCTION:
            bound = [receiver, *arguments] if defined.is_method else arguments
            found = self.apply(defined, bound, keywords, at)
            return self._carried(found, receiver, method, given, tuple(keywords))
        if receiver.kind is Kind.MODULE:
            return self._module_method(receiver, method, arguments, keywords, at)
        if receiver.kind in CALLABLE_KERAS:
            return _keras_method(receiver, method, given, at)
        if receiver.kind is None and receiver.definition is None:
            return self._unknown_method(receiver, method, given, tuple(keywords), at)
        return None

    def _tensor_method(self, receiver: Value, method: str, given: Sequence[Value], at: ast.AST) -> Value:
        if method == "size" and not given:
            return container(NUMBER)
        if method in self._tensor_numbers:
            return NUMBER
        if method in self._tensor_arrays:
            return ARRAY
        if method in self._tensor_detached or any(value.name in _WHOLE_NUMBERS for value in given):
            return DETACHED
        if method == "requires_grad_":
            return INPUT if FALSE in given else PARAMETER
        if method in ("backward", "register_hook"):
            return NONE
        if method.endswith("_") and not method.startswith("_"):  # in place: the tensor itself
            joined = [value for value in given if value.graph is Answer.YES]
            return receiver if not joined else replace(attached(), term=receiver.term)
        derived = self.derived(at, [receiver, *(value for value in given if value.kind is not Kind.NUMBER)])
        if method in self._pairs and (given or method not in self._reductions):
            return pair(derived, DETACHED)
        return container(derived) if method in self._several else derived

    def _carried(
        self, found: Value, receiver: Value, method: str, given: Sequence[Value], keys: tuple[str, ...] = ()
    ) -> Value:
        """What a method gives, told in terms of its receiver: another class's object may have another such method."""
        if receiver.term is None or found is NOT_YET:
            return found
        return replace(found, term=term(Step.METHOD, (receiver, *given), name=method, keys=keys))

    def _ancestry(self, definition: object) -> frozenset[str]:
        if isinstance(definition, ast.ClassDef):
            return self.classes.ancestry(definition)[0]
        return definition.ancestry()[0] if isinstance(definition, ClassSummary) else frozenset()

    def _handle_method(self, receiver: Value, method: str, at: ast.AST) -> Value:
        if method in ("close", "flush", "release", "add_scalar", "add_image", "add_histogram"):
            return NONE
        if method in ("read", "readline") and receiver.name in _TEXT_FILES:
            return STRING
        return container(STRING) if method == "readlines" else unknown(at)

    def _session_method(self, method: str, arguments: Sequence[Value], at: ast.AST) -> Value:
        """``session.run(…)`` gives arrays in the shape of what it is given; an operation without a value gives None."""
        if method == "close":
            return NONE
        if method != "run" or not arguments:
            return unknown(at)
        fetched = arguments[0]
        if fetched.kind is Kind.CONTAINER:
            return container(ARRAY)
        if fetched.name.endswith("initializer"):
            return NONE
        return ARRAY if fetched.kind in (Kind.EAGER_TENSOR, Kind.VARIABLE) else unknown(at)

    def _dataset_method(self, receiver: Value, method: str, arguments: Sequence[Value], at: ast.AST) -> Value:
        """A pipeline of tf.data: another dataset, of what ``map`` makes of the elements."""
        if method == "as_numpy_iterator":
            held = as_data(receiver.elements, ARRAY) if receiver.elements is not None else UNKNOWN
            return container(held)
        if method not in _DATASET_METHODS:
            return unknown(at)
        if method in ("map", "interleave", "flat_map") and arguments:
            if receiver.elements is None or method != "map":
                return replace(receiver, elements=None)
            parts = receiver.elements.items or (receiver.elements,)
            return replace(receiver, elements=self.call_value(arguments[0], list(parts), {}, at))
        if method == "enumerate" and receiver.elements is not None:
            return replace(receiver, elements=container(items=(EAGER, receiver.elements)))
        return receiver

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
            return replace(container(INPUT), name="by name")
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
        how = term(Step.METHOD, (receiver, *given), name=method, keys=keys, untracked=self.mode(at) is Answer.NO)
        if method == "cpu":
            return receiver if how is None else replace(receiver, term=how)
        if method in self._same and receiver.origins:
            return Value(origins=receiver.origins, assumptions=receiver.assumptions, term=how)
        if how is None:
            return None
        if any(value.graph is Answer.YES for value in given):
            self.fed.add(at)
        return unknown(at, how, assumptions_of(given))


def receiver_parts(receiver: Value) -> list[Value]:
    """The tensors that an object was made of, as far as they decide what its methods give."""
    return [receiver.elements] if receiver.elements is not None and receiver.kind is None else []


def as_data(value: Value, kind: Value) -> Value:
    """What a pipeline gives for data of one shape: containers stay, everything in them is of one kind."""
    if value.kind is not Kind.CONTAINER:
        return kind
    if value.entries:
        return container(entries=tuple((key, as_data(item, kind)) for key, item in value.entries))
    if value.items:
        return container(items=tuple(as_data(item, kind) for item in value.items))
    return container(kind)


def _keras_method(receiver: Value, method: str, given: Sequence[Value], at: ast.AST) -> Value | None:
    if receiver.kind is Kind.KERAS_MODEL and method in ("predict", "predict_on_batch"):
        return ARRAY
    if method in ("compile", "add", "summary", "save", "save_weights", "build", "load_weights"):
        return NONE
    if method == "fit":
        return Value(name="keras.callbacks.History", origins=frozenset((at,)))
    if method == "get_layer":
        return Value(Kind.KERAS_LAYER, Answer.NO)
    if method in ("get_weights",):
        return container(ARRAY)
    if method == "call":
        return keras_call(receiver, given, at)
    return unknown(at) if receiver.definition is None else None


def _container_method(receiver: Value, method: str, arguments: Sequence[Value]) -> Value:
    if method in ("append", "extend", "insert", "add", "appendleft", "update", "clear", "remove", "sort", "reverse"):
        return NONE
    if method in ("get", "pop", "popleft", "popitem", "setdefault"):
        found = receiver.elements or UNKNOWN
        return join(found, arguments[1]) if method == "get" and len(arguments) == 2 else found
    if method == "items":
        key = STRING if receiver.entries or receiver.name == "by name" else UNKNOWN
        return container(container(items=(key, receiver.elements or UNKNOWN)))
    if method == "values":
        return container(receiver.elements)
    return receiver if method == "copy" else UNKNOWN
