"""Calls of libraries, by what is known of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from tensortidy.knowledge import Kind, Outcome
from tensortidy.semantics.application import any_symbolic
from tensortidy.semantics.methods import Methods, as_data
from tensortidy.semantics.operations import Keywords, assumptions_of
from tensortidy.semantics.values import (
    ARRAY,
    DETACHED,
    EAGER,
    FALSE,
    INPUT,
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
    join_all,
    pair,
    term,
    unknown,
)


class Libraries(Methods):
    """What functions and classes of libraries give."""

    def library_call(self, name: str, arguments: Sequence[Value], keywords: Keywords, at: ast.AST) -> Value:
        """The value of a call of a library's function or class."""
        given = [*arguments, *keywords.values()]
        first = arguments[0] if arguments else UNKNOWN
        if arguments and self.knowledge.is_one_of(name, "giving back"):
            return first
        if arguments and self.knowledge.is_one_of(name, "making lists"):
            return container(self.element(first, at))
        match name:
            case "next" if arguments:
                return self.element(first, at)
            case "sum" if arguments:
                return self.arithmetic(at, NUMBER, self.element(first, at))
            case "max" | "min" if len(arguments) == 1:
                return self.element(first, at)
            case "max" | "min" if arguments:
                return join_all(arguments)
            case "enumerate" if arguments:
                return container(container(items=(NUMBER, self.element(first, at))))
            case "zip":
                return container(container(items=tuple(self.element(value, at) for value in arguments)))
            case "range":
                return container(NUMBER)
            case "dict":
                return container(entries=tuple(keywords.items())) if not arguments else first
            case "map" if len(arguments) == 2:
                return container(self.call_value(first, [self.element(arguments[1], at)], {}, at))
            case "getattr" if len(arguments) == 3:
                return unknown(at)
            case "functools.partial" if arguments:
                return Value(Kind.FUNCTION, Answer.NO, items=tuple(arguments), name=name)
            case "torch.autograd.grad":
                kept = keywords.get("create_graph")
                return container(attached() if kept is not None and kept != FALSE else DETACHED)
            case "tensorflow.data.Dataset.from_tensor_slices" | "tensorflow.data.Dataset.from_tensors" if arguments:
                return Value(Kind.DATASET, Answer.NO, as_data(first, EAGER), name=name)
            case "tensorflow.data.Dataset.range" | "tensorflow.data.Dataset.list_files":
                return Value(Kind.DATASET, Answer.NO, EAGER, name=name)
            case "tensorflow.data.Dataset.zip" if arguments:
                parts = first.items or tuple(arguments)
                held = tuple(part.elements or UNKNOWN for part in parts)
                return Value(Kind.DATASET, Answer.NO, container(items=held), name=name)
            case "sklearn.model_selection.train_test_split" if arguments:
                return container(items=tuple(value for value in arguments for _ in range(2)))
            case "torch.utils.data.random_split":
                return container(first)
        if arguments and self.knowledge.is_one_of(name, "module wrappers"):
            if first.kind is Kind.FUNCTION:
                return first
            return first if first.kind is Kind.MODULE else Value(Kind.MODULE, Answer.NO, name=name)
        if self.knowledge.is_one_of(name, "several computed tensors"):
            return container(self.derived(at, given))
        return self._of_library(name, arguments, keywords, at)

    def _of_library(self, name: str, arguments: Sequence[Value], keywords: Keywords, at: ast.AST) -> Value:
        given = [*arguments, *keywords.values()]
        fact = self.knowledge.call(name)
        if fact is Kind.LOADER:
            data = arguments[0] if arguments else keywords.get("dataset", UNKNOWN)
            return Value(Kind.LOADER, Answer.NO, self._batch(data, at), name=name)
        if fact is Kind.MODULE and name.startswith("torch.nn.Sequential") and given:
            without = [self.knowledge.is_one_of(item.name, "modules without parameters") for item in given]
            name = "torch.nn.Identity" if all(without) else name
        if self.knowledge.is_one_of(name, "distributions"):
            return Value(elements=self.derived(at, given), name="torch.distributions.Distribution")
        if self.knowledge.is_one_of(name, "as arrays") and given and self._is_plain(given[0]):
            return replace(INPUT, name=name)
        return self.by_fact(name, fact, given, keywords.get("requires_grad"), at)

    def _batch(self, data: Value, at: ast.AST) -> Value | None:
        """What a loader over a dataset of the project gives: its examples stacked."""
        getter = self.defined_method(data.definition, "__getitem__") if data.definition is not None else None
        if getter is None:
            return None
        example = self.apply(getter, [data, NUMBER], {}, at)
        return as_data(example, INPUT) if example.kind is Kind.CONTAINER else None

    def _is_plain(self, value: Value) -> bool:
        held = self._held(value)
        return held.kind in (Kind.NUMBER, Kind.ARRAY, Kind.STRING)

    def by_fact(
        self, name: str, fact: Kind | Outcome | None, given: Sequence[Value], requires_grad: Value | None, at: ast.AST
    ) -> Value:
        """The value of a call of which the facts about libraries tell what it gives."""
        match fact:
            case None:
                if any(value.graph is Answer.YES for value in given):
                    self.fed.add(at)
                return unknown(at, assumptions=assumptions_of(given), name=name)
            case Outcome.COMPUTED:
                derived = self.derived(at, given)
                method = name.removeprefix("torch.")
                along_axis = len(given) > 1 and given[1].kind is Kind.NUMBER
                if method in self._pairs and (along_axis or method not in self._reductions):
                    return pair(derived, DETACHED)
                return derived
            case Outcome.DETACHED:
                tracks = requires_grad is not None and requires_grad != FALSE
                return replace(PARAMETER, name=name) if tracks else replace(INPUT, name=name)
            case Outcome.PARAMETER:
                return replace(INPUT if requires_grad == FALSE else PARAMETER, name=name)
            case Kind.KERAS_MODEL | Kind.KERAS_LAYER | Kind.EAGER_TENSOR if any_symbolic(given):
                # keras.Model(inputs, outputs) stays a model; an operation on a symbolic tensor gives one
                return SYMBOLIC if fact is Kind.EAGER_TENSOR else Value(Kind(fact.value), Answer.NO, name=name)
            case Kind.NUMBER:
                return NUMBER
            case Kind.ARRAY:
                return ARRAY
            case Kind.STRING:
                return STRING
            case Kind.EAGER_TENSOR:
                # of what a function is given: called with a symbolic tensor it gives one
                how = term(Step.CALL, (Value(Kind.FUNCTION, Answer.NO, name=name), *given))
                return replace(EAGER, term=how) if how is not None else EAGER
        return Value(fact, Answer.NO, name=name) if isinstance(fact, Kind) else UNKNOWN

    @staticmethod
    def _held(value: Value) -> Value:
        if value.kind is not Kind.CONTAINER or value.elements is None:
            return value
        return replace(value.elements, term=term(Step.ELEMENT, (value,))) if value.term is not None else value.elements
