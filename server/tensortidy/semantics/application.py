"""Functions, classes and modules applied to abstract values: calls, attributes, and summaries told anew."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tensortidy.knowledge import Kind
from tensortidy.semantics.operations import Keywords, Operations, assumptions_of, has_terms, without_terms
from tensortidy.semantics.structure import Function
from tensortidy.semantics.summaries import ClassSummary, FunctionSummary
from tensortidy.semantics.values import (
    ARRAY,
    DETACHED,
    EAGER,
    NUMBER,
    PARAMETER,
    SYMBOLIC,
    UNKNOWN,
    Answer,
    Step,
    Term,
    Value,
    attached,
    container,
    join_all,
    term,
    unknown,
)

_TENSORFLOW_KINDS = frozenset({Kind.EAGER_TENSOR, Kind.VARIABLE, Kind.SYMBOLIC_TENSOR})
_CALLABLE_KERAS = frozenset({Kind.KERAS_MODEL, Kind.KERAS_LAYER})


class Application(Operations, ABC):
    """Calls of values. What a summary says in terms of parameters is evaluated over the arguments."""

    @abstractmethod
    def summary(self, function: Function | ast.Lambda) -> FunctionSummary:
        """The summary of a function of this file."""

    @abstractmethod
    def attribute(self, owner: ast.ClassDef, name: str) -> Value:
        """What a class's methods assign to an attribute."""

    @abstractmethod
    def method_value(
        self, receiver: Value, method: str, arguments: Sequence[Value], keywords: Keywords, at: ast.AST
    ) -> Value | None:
        """The value of ``receiver.method(…)``; None to go on as for a call of any attribute."""

    # ------------------------------------------------------------ calls

    def call_value(self, callee: Value, arguments: Sequence[Value], keywords: Keywords, at: ast.AST) -> Value:
        """The value of a call of a value."""
        given = [*arguments, *keywords.values()]
        definition = callee.definition
        if callee.kind is Kind.MODULE:
            return self._module_call(callee, arguments, keywords, at)
        if callee.kind in _CALLABLE_KERAS:
            return keras_call(callee, given, at)
        if callee.kind is Kind.CLASS and definition is not None:
            return self.instance(definition, arguments, keywords)  # type: ignore[arg-type]
        if isinstance(definition, Function | ast.Lambda):
            return self.apply(self.summary(definition), arguments, keywords, at)
        if isinstance(definition, FunctionSummary):
            return self.apply(definition, arguments, keywords, at)
        if definition is not None and callee.kind is None:
            called = self.defined_method(definition, "__call__")
            if called is not None:
                return self.apply(called, [callee, *arguments], keywords, at)
        if any(value.graph is Answer.YES for value in given):
            self.fed.add(at)
        how = term(
            Step.CALL,
            (callee, *given),
            keys=tuple(keywords),
            untracked=self.grad_mode.at(at) is Answer.NO,
        )
        return unknown(at, how, assumptions_of(given))

    def apply(self, summary: FunctionSummary, arguments: Sequence[Value], keywords: Keywords, at: ast.AST) -> Value:
        """The value of a call of a function that is known by its summary."""
        return self.substitute(summary.returns, self.bind(summary, arguments, keywords), at)

    def bind(self, summary: FunctionSummary, arguments: Sequence[Value], keywords: Keywords) -> dict[str, Value]:
        """The values of a function's parameters in a call; parameters that are not given have their defaults."""
        bound = dict(summary.defaults)
        positional = summary.positional
        bound.update(zip(positional, arguments, strict=False))
        rest = list(arguments[len(positional) :])
        others = dict(keywords)
        for name in summary.parameters:
            if name in others:
                bound[name] = others.pop(name)
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
            case Step.OPERATION:
                return self.arithmetic(at, *operands)
        return join_all(operands)

    def _as_called(self, value: Value, bound: Mapping[str, Value], at: ast.AST) -> Value:
        """A value that depends on no argument, in the caller's grad mode."""
        if value.kind is Kind.CONTAINER:
            if value.items:
                return container(items=tuple(self.substitute(item, bound, at) for item in value.items))
            if value.entries:
                return container(entries=tuple((key, self.substitute(item, bound, at)) for key, item in value.entries))
            return container(self.substitute(value.elements, bound, at)) if value.elements is not None else value
        if value.kind is Kind.TENSOR and value.graph is not Answer.NO and not value.is_leaf:
            mode = self.grad_mode.at(at)
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
        mode = self.grad_mode.at(at)
        if mode is Answer.NO:
            return DETACHED
        without = module.name and self.knowledge.is_one_of(module.name, "modules without parameters")
        if without or module.is_frozen:
            return self.derived(at, given)
        how = term(Step.CALL, (module, *given), keys=tuple(keywords)) if module.term is not None else None
        if mode is Answer.UNKNOWN:
            how = how or Term(Step.OPERATION, operands=(attached(*module.assumptions),), size=2)
            return Value(Kind.TENSOR, Answer.UNKNOWN, assumptions=module.assumptions, term=how)
        return attached(*module.assumptions, term=how)

    # ------------------------------------------------------------ attributes

    def attribute_of(self, base: Value, name: str, at: ast.AST) -> Value:
        """The attribute of a value."""
        if base.kind is Kind.TENSOR:
            if name in self._tensor_numbers:
                return NUMBER
            if name in self._tensor_detached:
                return DETACHED
            return replace(base, is_leaf=False, name="")
        if base.kind in _TENSORFLOW_KINDS:
            return NUMBER if name in ("shape", "dtype", "ndim", "rank") else unknown(at)
        if base.kind is Kind.ARRAY:
            return ARRAY if name in ("T", "flat", "real", "imag") else NUMBER
        owner = base.definition
        if isinstance(owner, ast.AST | ClassSummary) and base.kind is not Kind.FUNCTION:
            found = self._member(base, owner, name, at)
            if found is not None:
                return found
        if base.kind is Kind.MODULE and name in ("weight", "bias"):
            return replace(PARAMETER, assumptions=base.assumptions)
        if name == "data" and base.kind is None and base.origins:
            return UNKNOWN
        return unknown(at, term(Step.ATTRIBUTE, (base,), name=name))

    def _member(self, base: Value, owner: object, name: str, at: ast.AST) -> Value | None:
        """What an object's class says of an attribute; None where it says nothing."""
        given = base.entry(name)
        method = self.defined_method(owner, name)
        if isinstance(method, FunctionSummary) and method.is_property:
            return self.substitute(method.returns, {(method.positional or ("self",))[0]: base}, at)
        if method is not None:
            return Value(Kind.FUNCTION, Answer.NO)
        found = self.attribute(owner, name) if isinstance(owner, ast.ClassDef) else None
        if isinstance(owner, ClassSummary):
            found = owner.attribute(name)
        if found is None:
            return None
        if has_terms(found) and base.entries:
            found = self.substitute(found, dict(base.entries), at)
        if not found.is_known and given is not None:
            return given
        if base.term is not None and (has_terms(found) or not found.is_known):
            return replace(found, term=term(Step.ATTRIBUTE, (base,), name=name))
        found = without_terms(found)
        return found if found.is_known else None

    def defined_method(self, owner: object, name: str) -> FunctionSummary | None:
        """A method of a class of the project, as its callers see it."""
        if isinstance(owner, ast.ClassDef):
            found = self.classes.method(owner, name)
            return self.summary(found) if isinstance(found, Function) else found
        if isinstance(owner, ClassSummary):
            return owner.method(name)
        return None

    def instance(
        self, definition: ast.AST | ClassSummary, arguments: Sequence[Value] = (), keywords: Keywords | None = None
    ) -> Value:
        """An object of a class of the project, made with these arguments."""
        if isinstance(definition, ast.ClassDef):
            kind, _ = self.classes.kind(definition)
        else:
            kind, _ = definition.kind()  # type: ignore[union-attr]
        entries: tuple[tuple[str, Value], ...] = ()
        if arguments or keywords:
            maker = self.defined_method(definition, "__init__")
            given = keywords or {}
            if maker is not None:
                bound = self.bind(maker, [UNKNOWN, *arguments], given)
                entries = tuple((name, value) for name, value in bound.items() if value.is_known)[:8]
            elif isinstance(definition, ast.ClassDef) and definition.decorator_list:  # a dataclass
                fields = [
                    item.target.id
                    for item in definition.body
                    if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
                ]
                entries = (*zip(fields, arguments, strict=False), *given.items())
            else:
                entries = tuple(given.items())
        return Value(kind, Answer.NO if kind else Answer.UNKNOWN, definition=definition, entries=entries)


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
    return EAGER


def any_symbolic(given: Sequence[Value]) -> bool:
    """Whether a symbolic tensor is among some values, or in a container among them."""
    return any(
        value.kind is Kind.SYMBOLIC_TENSOR
        or (value.kind is Kind.CONTAINER and value.elements is not None and any_symbolic([value.elements]))
        or any(item.kind is Kind.SYMBOLIC_TENSOR for item in value.items)
        for value in given
    )
