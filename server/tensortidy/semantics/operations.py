"""What operations on abstract values give: arithmetic, tensor operations, elements. Nothing here looks at syntax."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.values import (
    ARRAY,
    DETACHED,
    EAGER,
    INPUT,
    NOT_YET,
    NUMBER,
    STRING,
    SYMBOLIC,
    UNKNOWN,
    Answer,
    Step,
    Term,
    Value,
    container,
    join_all,
    term,
    unknown,
)

Keywords = Mapping[str, Value]


class Operations:
    """The operations of one module's code. ``at`` is the expression that performs one: its grad mode counts."""

    fed: set[ast.AST]
    """Calls of unknown things that are given a tensor of a graph, and parts of what may be one or a record."""

    def __init__(self, classes: Classes, grad_mode: GradMode, knowledge: Knowledge) -> None:
        self.classes = classes
        self.grad_mode = grad_mode
        self.knowledge = knowledge
        self._forced: list[Answer] = []
        self._applying = 0
        words = knowledge.members
        self._tensor_numbers = words("tensor", "number")
        self._tensor_detached = words("tensor", "detached")
        self._tensor_parts = words("tensor", "parts")
        self._tensor_arrays = words("tensor", "array")
        self._pairs = words("tensor", "pairs")
        self._reductions = words("tensor", "reductions")
        self._several = words("tensor", "several")
        self._same = words("tensor", "same")

    def mode(self, at: ast.AST) -> Answer:
        """Whether what happens at a place is recorded; in a function that decides that itself, what it decides."""
        return self._forced[-1] if self._forced else self.grad_mode.at(at)

    # ------------------------------------------------------------ tensors and numbers

    def derived(self, at: ast.AST, operands: Sequence[Value]) -> Value:
        """A tensor computed from operands."""
        mode = self.mode(at)
        if mode is Answer.NO:
            return DETACHED
        held = [part for operand in operands for part in parts_of(operand)]
        graph = Answer.any([part.graph for part in held]) if held else Answer.NO
        if graph is Answer.NO:
            return DETACHED
        how = None
        if mode is Answer.UNKNOWN and graph is Answer.YES:
            graph = Answer.UNKNOWN
            how = Term(Step.OPERATION, "tensor", tuple(operands), size=2)
        elif graph is Answer.UNKNOWN:
            how = term(Step.OPERATION, tuple(operands), name="tensor")
        return Value(
            Kind.TENSOR, graph, origins=origins_of(operands, at), assumptions=assumptions_of(operands), term=how
        )

    def arithmetic(self, at: ast.AST, *operands: Value) -> Value:
        """The result of an operator over values."""
        if NOT_YET in operands:
            return NOT_YET
        kinds = [operand.kind for operand in operands]
        if Kind.TENSOR in kinds:
            return self.derived(at, operands)
        if any(operand.name == "pathlib.Path" for operand in operands):
            return unknown(at, name="pathlib.Path")
        if all(kind is Kind.NUMBER for kind in kinds):
            return NUMBER
        if Kind.SYMBOLIC_TENSOR in kinds:
            return SYMBOLIC
        if Kind.EAGER_TENSOR in kinds or Kind.VARIABLE in kinds:
            return EAGER
        if Kind.ARRAY in kinds:
            return ARRAY if None not in kinds else unknown(at)
        if Kind.STRING in kinds:
            return STRING
        if Kind.CONTAINER in kinds:
            held = [operand.elements for operand in operands if operand.elements is not None]
            return container(join_all(held) if held else None)
        how = term(Step.OPERATION, tuple(operands), untracked=self.mode(at) is Answer.NO)
        return Value(origins=origins_of(operands, at), assumptions=assumptions_of(operands), term=how)

    def element(self, value: Value, at: ast.AST) -> Value:
        """What iterating over, or indexing, a value gives."""
        if value is NOT_YET:
            return NOT_YET
        match value.kind:
            case Kind.CONTAINER:
                held = value.elements or unknown(at)
                return replace(held, term=term(Step.ELEMENT, (value,))) if value.term is not None else held
            case None if value.elements is not None:  # a generator
                return value.elements
            case Kind.TENSOR:
                return replace(value, is_leaf=False) if value.graph is not Answer.NO else value
            case Kind.LOADER | Kind.DATASET if value.elements is not None:
                return value.elements
            case Kind.LOADER:
                return INPUT
            case Kind.STRING:
                return STRING
            case Kind.ARRAY:
                return ARRAY
            case Kind.MODULE:
                return Value(Kind.MODULE, Answer.NO, assumptions=value.assumptions, is_frozen=value.is_frozen)
            case Kind.EAGER_TENSOR:
                return EAGER
            case Kind.SYMBOLIC_TENSOR:
                return SYMBOLIC
            case Kind.HANDLE:
                return UNKNOWN
        return unknown(at, term(Step.ELEMENT, (value,)), value.assumptions)

    def part(self, value: Value, at: ast.AST, how: Term | None) -> Value:
        """What may be a tensor or something else that belongs to one: lengths beside an output, a record's field."""
        if value.graph is Answer.YES:
            self.fed.add(at)
        return unknown(at, how, value.assumptions)

    def iterated(self, value: Value, at: ast.AST) -> Value:
        """What a loop over a value gives: the keys of a dict."""
        if value.kind is Kind.CONTAINER and value.entries and not value.items:
            return STRING
        return self.element(value, at)

    def index(self, base: Value, key: str, at: ast.AST) -> Value:
        """What ``base[key]`` gives; an empty ``key`` is one that is not written out."""
        if key:
            found = base.entry(key)
            if found is not None:
                return found
            if base.items and key.lstrip("-").isdigit() and -len(base.items) <= int(key) < len(base.items):
                return base.items[int(key)]
        found = self.element(base, at)
        if found.term is not None and found.term.step is Step.ELEMENT and key:
            return replace(found, term=term(Step.ELEMENT, (base,), name=key))
        return found


def parts_of(value: Value) -> Sequence[Value]:
    """What a container holds, as far as it is known; the value itself where it is none."""
    if value.kind is not Kind.CONTAINER:
        return (value,)
    held = value.items or tuple(item for _, item in value.entries)
    return held or ((value.elements,) if value.elements is not None else ())


def assumptions_of(values: Sequence[Value]) -> tuple[str, ...]:
    """What several values together rest on, each thing once."""
    found = [value.assumptions for value in values if value.assumptions]
    return tuple(dict.fromkeys(text for texts in found for text in texts)) if found else ()


def has_terms(value: Value) -> bool:
    """Whether a value, or one that it holds, is told in terms of parameters."""
    if value.term is not None:
        return True
    parts = [*value.items, *(item for _, item in value.entries)]
    if value.elements is not None and not parts:
        parts.append(value.elements)
    return any(has_terms(part) for part in parts)


def without_terms(value: Value) -> Value:
    """A value as it is outside the function whose parameters its terms name."""
    if not has_terms(value):
        return value
    return replace(
        value,
        term=None,
        items=tuple(without_terms(item) for item in value.items),
        entries=tuple((key, without_terms(item)) for key, item in value.entries),
        elements=without_terms(value.elements) if value.elements is not None else None,
    )


def origins_of(values: Sequence[Value], at: ast.AST) -> frozenset[ast.AST]:
    """The expressions that a result stands for: what holds of it then holds of them.

    Of several, such as the prediction and the target of a loss, only some may have a graph: the result stands for
    itself. It does stand for each of the losses in a weighted sum of them.
    """
    found = list({value.origins for value in values if value.origins})
    if len(found) == 1:
        return found[0]
    called = [origins for origins in found if all(isinstance(origin, ast.Call) for origin in origins)]
    op = at.op if isinstance(at, ast.BinOp | ast.AugAssign) else None
    if called and (isinstance(op, ast.Add) or (len(called) == 1 and isinstance(op, ast.Mult | ast.Div))):
        return called[0].union(*called[1:])
    return frozenset((at,))
