"""The lattice of values: what an expression may hold, and how sure that is."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from tensortidy.knowledge.facts import Kind

if TYPE_CHECKING:
    from tensortidy.semantics.summaries import ClassSummary, FunctionSummary, ModuleSummary

# Values that are computed in more steps than these from a function's parameters are not told in terms of them.
_LONGEST_TERM = 24
# Containers in containers: what is held deeper is not known. A join takes as many steps as three to the power of it.
_DEEPEST = 6
_MOST_ALTERNATIVES = 12


class Answer(Enum):
    """A three-valued answer. It is no bool on purpose: compare with ``is``."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @staticmethod
    def any(answers: Iterable[Answer]) -> Answer:
        """YES when one is, else UNKNOWN when one is, else NO."""
        found = set(answers)
        if Answer.YES in found:
            return Answer.YES
        return Answer.UNKNOWN if Answer.UNKNOWN in found else Answer.NO

    def __bool__(self) -> bool:
        raise TypeError("an Answer may be unknown: compare it with `is Answer.YES` or `is Answer.NO`")


class Step(Enum):
    """How a value is computed from others, in a summary of a function."""

    ARGUMENT = "argument"
    """What the function is given for the parameter ``name``."""
    ATTRIBUTE = "attribute"
    """The attribute ``name`` of the operand."""
    ELEMENT = "element"
    """What iterating over the operand, or indexing it, gives."""
    CALL = "call"
    """The first operand called with the others."""
    METHOD = "method"
    """The method ``name`` of the first operand called with the others."""
    OPERATION = "operation"
    """Arithmetic over the operands; a tensor operation where the ``name`` is ``tensor``."""
    CHOICE = "choice"
    """One of the operands, as control flow decides."""


@dataclass(frozen=True, slots=True)
class Term:
    """How a value is computed from a function's arguments: what a summary says of its result.

    ``untracked`` says that it happens where gradient tracking is off, whatever the caller does. ``keys`` are the
    keywords of the last operands of a call. ``size`` is the number of steps in it.
    """

    step: Step
    name: str = ""
    operands: tuple[Value, ...] = ()
    keys: tuple[str, ...] = ()
    untracked: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression may hold.

    ``kind`` is None where that is not known, or where control flow joins different kinds: then
    ``maybe`` holds those that are possible. ``graph`` says for a tensor, or a container of tensors,
    whether it is attached to an autograd graph. ``elements`` is what a container holds, ``items`` the
    values of a tuple or list written out, ``entries`` those of a dict by their keys. ``definition`` is
    the class or function of the project that it is, or is an instance of; ``name`` the full name of
    a library's. ``is_leaf`` is true for tensors that no operation made: parameters, input data.
    ``is_frozen`` is true for modules none of whose parameters requires gradients. ``origins`` are the
    expressions that made an unknown value, so that a later ``.backward()`` can tell what it was.
    ``assumptions`` says in words what this rests on. ``term`` tells how it depends on the parameters
    of the function that it is computed in.
    """

    kind: Kind | None = None
    graph: Answer = Answer.UNKNOWN
    elements: Value | None = None
    items: tuple[Value, ...] = ()
    entries: tuple[tuple[str, Value], ...] = ()
    definition: ast.AST | ClassSummary | FunctionSummary | ModuleSummary | None = None
    name: str = ""
    maybe: frozenset[Kind] = frozenset()
    is_leaf: bool = False
    is_frozen: bool = False
    assumptions: tuple[str, ...] = ()
    term: Term | None = None
    origins: frozenset[ast.AST] = field(default=frozenset(), compare=False)

    @property
    def is_known(self) -> bool:
        """Whether anything at all is known of the value."""
        return self.kind is not None or bool(self.maybe) or self.definition is not None

    def is_like(self, other: Value) -> bool:
        """Whether as much is known of another value, however it was computed."""
        if self is other:
            return True
        if self.kind is not other.kind or self.graph is not other.graph or self.definition is not other.definition:
            return False
        if self.is_leaf is not other.is_leaf or self.maybe != other.maybe or len(self.items) != len(other.items):
            return False
        if self.elements is None or other.elements is None:
            return self.elements is other.elements
        return self.elements.is_like(other.elements)

    def made_by(self, origins: frozenset[ast.AST]) -> Value:
        """This value as one that some expressions make."""
        return Value(  # written out: `replace` takes five times as long
            self.kind, self.graph, self.elements, self.items, self.entries, self.definition, self.name, self.maybe,
            self.is_leaf, self.is_frozen, self.assumptions, self.term, origins,
        )  # fmt: skip

    def is_a(self, kind: Kind) -> Answer:
        """Whether the value is of this kind."""
        if self.kind is not None:
            return Answer.YES if self.kind is kind else Answer.NO
        if self.maybe:
            return Answer.UNKNOWN if kind in self.maybe else Answer.NO
        return Answer.UNKNOWN

    def entry(self, key: str) -> Value | None:
        """The value under a key of a dict that was written out."""
        return next((value for name, value in self.entries if name == key), None)


UNKNOWN = Value()
NUMBER = Value(Kind.NUMBER, Answer.NO)
TRUE = Value(Kind.NUMBER, Answer.NO, name="True")
FALSE = Value(Kind.NUMBER, Answer.NO, name="False")
STRING = Value(Kind.STRING, Answer.NO)
ARRAY = Value(Kind.ARRAY, Answer.NO)
NONE = Value(Kind.NONE, Answer.NO)
DETACHED = Value(Kind.TENSOR, Answer.NO)
INPUT = Value(Kind.TENSOR, Answer.NO, is_leaf=True)
"""A tensor of input data: of a data loader's batch, say."""
PARAMETER = Value(Kind.TENSOR, Answer.YES, is_leaf=True)
"""A tensor that requires gradients and that no operation made."""
EAGER = Value(Kind.EAGER_TENSOR, Answer.NO)
SYMBOLIC = Value(Kind.SYMBOLIC_TENSOR, Answer.NO)


NOT_YET = Value(name="not yet known")
"""What a recursive function gives before it is known: it adds nothing to a join."""


def attached(*assumptions: str, term: Term | None = None) -> Value:
    """A tensor that is part of an autograd graph."""
    return Value(Kind.TENSOR, Answer.YES, assumptions=assumptions, term=term)


def unknown(at: ast.AST, term: Term | None = None, assumptions: tuple[str, ...] = (), name: str = "") -> Value:
    """A value of which nothing is known but the expression that makes it."""
    return Value(origins=frozenset((at,)), term=term, assumptions=assumptions, name=name)


def pair(values: Value, indices: Value) -> Value:
    """What ``torch.max(x, 1)`` gives: values, and the indices that they were found at, by place and by name."""
    held = (("values", values), ("indices", indices))
    return Value(Kind.CONTAINER, values.graph, join(values, indices), (values, indices), held)


def container(
    elements: Value | None = None, items: tuple[Value, ...] = (), entries: tuple[tuple[str, Value], ...] = ()
) -> Value:
    """A list, tuple, dict or set."""
    if any(_is_deeper(value, _DEEPEST) for value in (*items, *(value for _, value in entries))):
        items, entries, elements = (), (), UNKNOWN
    if items or entries:
        elements = join_all([*items, *(value for _, value in entries)])
    return Value(Kind.CONTAINER, elements.graph if elements else Answer.NO, elements, items, entries)


def _is_deeper(value: Value, levels: int) -> bool:
    """Whether containers are written out in a value more levels deep than this."""
    if not value.items and not value.entries:
        return False
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in (*value.items, *dict(value.entries).values()))


def term(
    step: Step,
    operands: tuple[Value, ...] = (),
    *,
    name: str = "",
    keys: tuple[str, ...] = (),
    untracked: bool = False,
) -> Term | None:
    """The term for one more step over operands; None where none of them depends on a parameter, or too many do."""
    size = 1
    for operand in operands:
        if operand.term is not None:
            size += operand.term.size
    if size > _LONGEST_TERM or (size == 1 and step is not Step.ARGUMENT):
        return None
    return Term(step, name, operands, keys, untracked, size)


def join(one: Value, other: Value) -> Value:
    """What holds of a value that is one or the other, as after an ``if``."""
    if one is other or other is NOT_YET:
        return one
    if one is NOT_YET:
        return other
    if one == other:
        return one if one.origins == other.origins else one.made_by(one.origins | other.origins)
    graph = one.graph if one.graph is other.graph else Answer.UNKNOWN
    assumptions = one.assumptions
    if other.assumptions and other.assumptions != assumptions:
        assumptions = tuple(dict.fromkeys(one.assumptions + other.assumptions))
    origins = one.origins | other.origins
    choice = term(Step.CHOICE, (one, other)) if one.term is not None or other.term is not None else None
    if one.kind is not None and one.kind is other.kind:
        items: tuple[Value, ...] = ()
        if len(one.items) == len(other.items):
            items = tuple(join(a, b) for a, b in zip(one.items, other.items, strict=True))
        elements = join(one.elements, other.elements) if one.elements and other.elements else None
        if one.kind in (Kind.CLASS, Kind.FUNCTION) and not has_same_meaning(one, other):
            return _alternatives(one, other)
        return Value(
            one.kind,
            graph,
            elements or one.elements or other.elements,
            items,
            _join_entries(one, other),
            one.definition if one.definition is other.definition else None,
            one.name if one.name == other.name else "",
            is_leaf=one.is_leaf and other.is_leaf,
            is_frozen=one.is_frozen and other.is_frozen,
            origins=origins,
            assumptions=assumptions,
            term=choice,
        )
    kinds = _kinds(one) | _kinds(other) if _kinds(one) and _kinds(other) else frozenset[Kind]()
    return Value(None, graph, maybe=kinds, origins=origins, assumptions=assumptions, term=choice)


def join_all(values: Iterable[Value]) -> Value:
    """The join of several values; unknown where there are none."""
    found: Value | None = None
    for value in values:
        found = value if found is None else join(found, value)
    return found if found is not None else UNKNOWN


def has_same_meaning(one: Value, other: Value) -> bool:
    """Whether two classes or functions are the same one."""
    return not one.items and not other.items and one.definition is other.definition and one.name == other.name


def _alternatives(one: Value, other: Value) -> Value:
    """One of several classes or functions: calling it gives what one of them gives."""
    found: list[Value] = []
    for value in (one, other):
        found.extend(item for item in (value.items or (value,)) if item not in found)
    known = all(item.definition is not None or item.name for item in found) and len(found) <= _MOST_ALTERNATIVES
    return Value(one.kind, Answer.NO, items=tuple(found) if known else ())


def _join_entries(one: Value, other: Value) -> tuple[tuple[str, Value], ...]:
    if one.entries == other.entries:
        return one.entries
    others = dict(other.entries)
    return tuple((key, join(value, others[key])) for key, value in one.entries if key in others)


def _kinds(value: Value) -> frozenset[Kind]:
    return frozenset((value.kind,)) if value.kind is not None else value.maybe
