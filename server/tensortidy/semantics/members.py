"""Attributes of abstract values, and objects made of classes."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from tensortidy.knowledge import Kind
from tensortidy.semantics.application import CALLABLE_KERAS, Application
from tensortidy.semantics.operations import Keywords, has_terms, without_terms
from tensortidy.semantics.structure import Function
from tensortidy.semantics.summaries import ClassSummary, FunctionSummary
from tensortidy.semantics.values import (
    ARRAY,
    DETACHED,
    NOT_YET,
    NUMBER,
    PARAMETER,
    SYMBOLIC,
    UNKNOWN,
    Answer,
    Step,
    Value,
    container,
    term,
    unknown,
)

_TENSORFLOW_KINDS = frozenset({Kind.EAGER_TENSOR, Kind.VARIABLE, Kind.SYMBOLIC_TENSOR})


class Members(Application):
    """What attributes hold."""

    def attribute_of(self, base: Value, name: str, at: ast.AST) -> Value:
        """The attribute of a value."""
        if base is NOT_YET:
            return NOT_YET
        if name == "shape" and base.kind is not Kind.MODULE and base.definition is None:
            return container(None if base.kind is Kind.SYMBOLIC_TENSOR else NUMBER)
        given = base.entry(name) if base.kind is Kind.CONTAINER else None
        if given is not None:
            return given
        if base.kind is Kind.TENSOR:
            if name in self._tensor_numbers:
                return NUMBER
            if name in self._tensor_detached:
                return DETACHED
            if name in self._tensor_parts or base.graph is Answer.NO:
                return replace(base, is_leaf=False, name="")
            return self.part(base, at, term(Step.ATTRIBUTE, (base,), name=name))
        if base.kind in _TENSORFLOW_KINDS:
            return NUMBER if name in ("shape", "dtype", "ndim", "rank") else unknown(at)
        if base.kind is Kind.ARRAY:
            return ARRAY if name in ("T", "flat", "real", "imag") else NUMBER
        if base.kind is Kind.KERAS_MODEL and name == "optimizer":
            return Value(Kind.OPTIMIZER, Answer.NO)
        owner = base.definition
        if isinstance(owner, ast.AST | ClassSummary) and base.kind is not Kind.FUNCTION:
            if base.kind is Kind.CLASS:
                method = self.defined_method(owner, name)
                if method is not None:
                    return Value(Kind.FUNCTION, Answer.NO, definition=method)
            found = self._member(base, owner, name, at)
            if found is not None:
                return found
        if base.kind is Kind.MODULE and name == "module":
            return base  # what DataParallel wraps
        if base.kind in CALLABLE_KERAS and name in ("input", "output", "inputs", "outputs"):
            return SYMBOLIC if name in ("input", "output") else container(SYMBOLIC)
        if base.kind is Kind.KERAS_MODEL and name == "layers":
            return container(Value(Kind.KERAS_LAYER, Answer.NO))
        if base.name == "keras.callbacks.History" and name == "history":
            return container(container(NUMBER))
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
            return Value(Kind.FUNCTION, Answer.NO, definition=method, elements=base if method.is_method else None)
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
