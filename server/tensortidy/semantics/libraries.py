"""Calls of libraries, by what is known of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from tensortidy.knowledge import Kind, Outcome
from tensortidy.semantics.application import any_symbolic
from tensortidy.semantics.methods import Methods
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
    Value,
    container,
    join_all,
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
                return unknown(at)
            case "torch.autograd.grad":
                return container(DETACHED)
        if arguments and self.knowledge.is_one_of(name, "module wrappers"):
            if first.kind is Kind.FUNCTION:
                return first
            return first if first.kind is Kind.MODULE else Value(Kind.MODULE, Answer.NO, name=name)
        if self.knowledge.is_one_of(name, "several computed tensors"):
            return container(self.derived(at, [self._held(value) for value in given]))
        return self._by_fact(name, given, keywords.get("requires_grad"), at)

    def _by_fact(self, name: str, given: Sequence[Value], requires_grad: Value | None, at: ast.AST) -> Value:
        fact = self.knowledge.call(name)
        match fact:
            case None:
                if any(value.graph is Answer.YES for value in given):
                    self.fed.add(at)
                return unknown(at, assumptions=assumptions_of(given), name=name)
            case Outcome.COMPUTED:
                derived = self.derived(at, [self._held(value) for value in given])
                method = name.removeprefix("torch.")
                along_axis = len(given) > 1 and given[1].kind is Kind.NUMBER
                if method in self._pairs and (along_axis or method not in self._reductions):
                    return container(items=(derived, DETACHED))
                return derived
            case Outcome.DETACHED:
                tracks = requires_grad is not None and requires_grad != FALSE
                return replace(PARAMETER, name=name) if tracks else replace(INPUT, name=name)
            case Outcome.PARAMETER:
                return replace(INPUT if requires_grad == FALSE else PARAMETER, name=name)
            case Kind.KERAS_MODEL | Kind.KERAS_LAYER | Kind.EAGER_TENSOR if any_symbolic(given):
                # keras.Model(inputs, outputs) stays a model; an operation on a symbolic tensor gives one
                return SYMBOLIC if fact is Kind.EAGER_TENSOR else Value(Kind(fact.value), Answer.NO, name=name)
            case Kind.LOADER:
                return Value(Kind.LOADER, Answer.NO, name=name, definition=None)
            case Kind.NUMBER:
                return NUMBER
            case Kind.ARRAY:
                return ARRAY
            case Kind.STRING:
                return STRING
            case Kind.EAGER_TENSOR:
                return EAGER
        return Value(fact, Answer.NO, name=name) if isinstance(fact, Kind) else UNKNOWN

    @staticmethod
    def _held(value: Value) -> Value:
        return value.elements if value.kind is Kind.CONTAINER and value.elements is not None else value
