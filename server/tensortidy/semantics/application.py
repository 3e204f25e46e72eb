"""Functions, classes and modules applied to abstract values: calls, attributes, and summaries told anew."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tensortidy.knowledge import Kind, Outcome
from tensortidy.semantics.operations import Keywords, Operations, assumptions_of
from tensortidy.semantics.structure import Function
from tensortidy.semantics.summaries import ClassSummary, FunctionSummary
from tensortidy.semantics.values import (
    DETACHED,
    EAGER,
    NOT_YET,
    SYMBOLIC,
    UNKNOWN,
    Answer,
    Step,
    Term,
    Value,
    attached,
    container,
    join_all,
    pair,
    term,
    unknown,
)

CALLABLE_KERAS = frozenset({Kind.KERAS_MODEL, Kind.KERAS_LAYER})
"""What is called on data as a function is."""

# Applications of functions inside one another.
_DEEPEST = 6
# The keyword under which a call's ``**kwargs`` are handed on whose keys are not known.
_SPREAD = "**"


class Application(Operations, ABC):
    """Calls of values. What a summary says in terms of parameters is evaluated over the arguments."""

    @abstractmethod
    def summary(self, function: Function | ast.Lambda) -> FunctionSummary:
        """The summary of a function of this file."""

    @abstractmethod
    def attribute(self, owner: ast.ClassDef, name: str) -> Value:
        """What a class's methods assign to an attribute."""

    @abstractmethod
    def attribute_of(self, base: Value, name: str, at: ast.AST) -> Value:
        """The attribute of a value."""

    @abstractmethod
    def defined_method(self, owner: object, name: str) -> FunctionSummary | None:
        """A method of a class of the project, as its callers see it."""

    @abstractmethod
    def instance(
        self, definition: ast.AST | ClassSummary, arguments: Sequence[Value] = (), keywords: Keywords | None = None
    ) -> Value:
        """An object of a class of the project, made with these arguments."""

    @abstractmethod
    def by_fact(
        self, name: str, fact: Kind | Outcome | None, given: Sequence[Value], requires_grad: Value | None, at: ast.AST
    ) -> Value:
        """The value of a call of which the facts about libraries tell what it gives."""

    @abstractmethod
    def library_call(self, name: str, arguments: Sequence[Value], keywords: Keywords, at: ast.AST) -> Value:
        """The value of a call of a library's function or class."""

    @abstractmethod
    def method_value(
        self, receiver: Value, method: str, arguments: Sequence[Value], keywords: Keywords, at: ast.AST
    ) -> Value | None:
        """The value of ``receiver.method(…)``; None to go on as for a call of any attribute."""

    # ------------------------------------------------------------ calls

    def call_value(self, callee: Value, arguments: Sequence[Value], keywords: Keywords, at: ast.AST) -> Value:
        """The value of a call of a value."""
        if callee is NOT_YET:
            return NOT_YET
        given = [*arguments, *keywords.values()]
        definition = callee.definition
        if callee.name == "functools.partial" and callee.items:
            return self.call_value(callee.items[0], [*callee.items[1:], *arguments], keywords, at)
        if callee.kind is Kind.MODULE:
            return self._module_call(callee, arguments, keywords, at)
        if callee.kind in CALLABLE_KERAS:
            return keras_call(callee, given, at)
        if callee.kind in (Kind.CLASS, Kind.FUNCTION) and callee.items:
            return join_all([self.call_value(item, arguments, keywords, at) for item in callee.items])
        if callee.kind is Kind.FUNCTION and callee.elements is not None:  # a method of an object
            arguments = [callee.elements, *arguments]
        if callee.kind in (Kind.CLASS, Kind.FUNCTION) and callee.name:
            return self.library_call(callee.name, arguments, keywords, at)
        if callee.kind is Kind.CLASS and definition is not None:
            return self.instance(definition, arguments, keywords)  # type: ignore[arg-type]
        if isinstance(definition, Function | ast.Lambda):
            definition = self.summary(definition)
        if isinstance(definition, FunctionSummary):
            return self.apply(definition, arguments, keywords, at, dict(callee.entries))
        if definition is not None and callee.kind is None:
            called = self.defined_method(definition, "__call__")
            if called is not None:
                return self.apply(called, [callee, *arguments], keywords, at)
        fact = self.knowledge.call(f"{callee.name}.__call__") if callee.name and callee.kind is None else None
        if fact is not None:
            return self.by_fact(callee.name, fact, given, None, at)
        if any(value.graph is Answer.YES for value in given):
            self.fed.add(at)
        how = term(
            Step.CALL,
            (callee, *given),
            keys=tuple(keywords),
            untracked=self.mode(at) is Answer.NO,
        )
        return unknown(at, how, assumptions_of(given))

    def apply(
        self,
        summary: FunctionSummary,
        arguments: Sequence[Value],
        keywords: Keywords,
        at: ast.AST,
        closure: Mapping[str, Value] | None = None,
    ) -> Value:
        """The value of a call of a function that is known by its summary.

        ``closure`` are the values that the function around it was called with.
        """
        if summary.returns is NOT_YET:
            return NOT_YET
        if self._applying >= _DEEPEST:  # a method that ends in another one, or in itself
            return replace(summary.returns, term=None) if summary.returns.is_known else unknown(at)
        bound = {**(closure or {}), **self.bind(summary, arguments, keywords)}
        forced = [summary.forces] if summary.forces is not None else []
        self._forced.extend(forced)
        self._applying += 1
        try:
            return self.substitute(summary.returns, bound, at)
        finally:
            self._applying -= 1
            del self._forced[len(self._forced) - len(forced) :]

    def bind(self, summary: FunctionSummary, arguments: Sequence[Value], keywords: Keywords) -> dict[str, Value]:
        """The values of a function's parameters in a call; parameters that are not given have their defaults."""
        bound = dict(summary.defaults)
        positional = summary.positional
        bound.update(zip(positional, arguments, strict=False))
        rest = list(arguments[len(positional) :])
        others = dict(keywords)
        spread = others.pop(_SPREAD, None)
        for name in summary.parameters:
            if name in others:
                bound[name] = others.pop(name)
            elif spread is not None and name not in positional[: len(arguments)] and spread.term is not None:
                bound[name] = replace(UNKNOWN, term=term(Step.ELEMENT, (spread,), name=name))
            elif name.startswith("**"):
                bound[name[2:]] = container(entries=tuple(others.items()))
            elif name.startswith("*") and len(name) > 1:
                bound[name[1:]] = container(items=tuple(rest))
        return bound

    def substitute(self, value: Value, bound: Mapping[str, Value], at: ast.AST) -> Value:
        """What a summary's value is in a call: its terms evaluated over the arguments, in the caller's grad mode."""
        how = value.term
        if how is None:
            return self._as_called(value, bound, at)
        if how.step is Step.ARGUMENT:
            found = bound.get(how.name, UNKNOWN)
        else:
            operands = tuple(self.substitute(operand, bound, at) for operand in how.operands)
            found = self._step(how.step, how.name, operands, how.keys, at)
        if how.untracked and found.kind is Kind.TENSOR:
            found = DETACHED
        if found.is_known:
            return found
        if value.kind is not None:
            return replace(self._as_called(replace(value, term=None), bound, at), term=found.term)
        origins = value.origins | found.origins
        return replace(found, origins=origins or frozenset((at,)))

    def _step(self, step: Step, name: str, operands: tuple[Value, ...], keys: tuple[str, ...], at: ast.AST) -> Value:
        first = operands[0]
        positional = operands[1 : len(operands) - len(keys)]
        keywords = dict(zip(keys, operands[len(operands) - len(keys) :], strict=True))
        match step:
            case Step.ATTRIBUTE:
                return self.attribute_of(first, name, at)
            case Step.ELEMENT:
                return self.index(first, name, at)
            case Step.CALL:
                return self.call_value(first, positional, keywords, at)
            case Step.METHOD:
                found = self.method_value(first, name, positional, keywords, at)
                return found if found is not None else unknown(at)
            case Step.OPERATION if name:
                return self.derived(at, operands)
            case Step.OPERATION:
                return self.arithmetic(at, *operands)
        return join_all(operands)

    def _as_called(self, value: Value, bound: Mapping[str, Value], at: ast.AST) -> Value:
        """A value that depends on no argument, in the caller's grad mode."""
        if value.kind is Kind.CONTAINER:
            if value.items:
                items = tuple(self.substitute(item, bound, at) for item in value.items)
                return pair(*items) if value.entries and len(items) == 2 else container(items=items)
            if value.entries:
                return container(entries=tuple((key, self.substitute(item, bound, at)) for key, item in value.entries))
            return container(self.substitute(value.elements, bound, at)) if value.elements is not None else value
        if value.kind is None and value.elements is not None:
            return replace(value, elements=self.substitute(value.elements, bound, at))
        if value.kind is Kind.FUNCTION and value.definition is not None and not value.entries and not value.items:
            held = tuple((name, item) for name, item in bound.items() if item.is_known)[:8]
            return replace(value, entries=held)
        if value.kind is Kind.TENSOR and value.graph is not Answer.NO and not value.is_leaf:
            mode = self.mode(at)
            if mode is Answer.NO:
                return DETACHED
            if mode is Answer.UNKNOWN and value.graph is Answer.YES:
                return replace(value, graph=Answer.UNKNOWN)
        return value

    def _module_call(self, module: Value, arguments: Sequence[Value], keywords: Keywords, at: ast.AST) -> Value:
        """The output of a module: attached to the graph of its parameters where gradients are tracked."""
        given = [*arguments, *keywords.values()]
        forward = self.defined_method(module.definition, "forward") if module.definition is not None else None
        if forward is not None:
            found = self.apply(forward, [module, *arguments], keywords, at)
            if found.kind is Kind.CONTAINER or (found.kind is Kind.TENSOR and found.graph is Answer.NO):
                return found
        mode = self.mode(at)
        if mode is Answer.NO and self.knowledge.is_one_of(module.name, "recurrent modules"):
            pair_of = container(items=(DETACHED, DETACHED))
            return container(items=(DETACHED, pair_of if module.name.endswith("LSTM") else DETACHED))
        if mode is Answer.NO:
            return DETACHED
        without = module.name and self.knowledge.is_one_of(module.name, "modules without parameters")
        if without or module.is_frozen:
            return self.derived(at, given)
        if module.graph is Answer.UNKNOWN:  # frozen in part, as far as one can see
            return Value(Kind.TENSOR, Answer.UNKNOWN, assumptions=module.assumptions)
        how = term(Step.CALL, (module, *given), keys=tuple(keywords)) if module.term is not None else None
        if module.name and self.knowledge.is_one_of(module.name, "recurrent modules"):
            output = attached(*module.assumptions) if mode is Answer.YES else Value(Kind.TENSOR, Answer.UNKNOWN)
            state = container(items=(output, output)) if module.name.endswith("LSTM") else output
            return container(items=(output, state))
        if mode is Answer.UNKNOWN:
            how = how or Term(Step.OPERATION, "tensor", (attached(*module.assumptions),), size=2)
            return Value(Kind.TENSOR, Answer.UNKNOWN, assumptions=module.assumptions, term=how)
        return attached(*module.assumptions, term=how)


def keras_call(callee: Value, given: Sequence[Value], at: ast.AST) -> Value:
    """A layer or model called on symbolic tensors gives one, called on data an eager tensor."""
    if any_symbolic(given):
        return SYMBOLIC
    if any(not value.is_known for value in given):
        return Value(
            maybe=frozenset((Kind.SYMBOLIC_TENSOR, Kind.EAGER_TENSOR)),
            origins=frozenset((at,)),
            term=term(Step.CALL, (callee, *given)),
        )
    how = term(Step.CALL, (callee, *given))
    return replace(EAGER, term=how) if how is not None else EAGER


def any_symbolic(given: Sequence[Value]) -> bool:
    """Whether a symbolic tensor is among some values, or in a container among them."""
    return any(
        value.kind is Kind.SYMBOLIC_TENSOR
        or (value.kind is Kind.CONTAINER and value.elements is not None and any_symbolic([value.elements]))
        or any(item.kind is Kind.SYMBOLIC_TENSOR for item in value.items)
        for value in given
    )
