"""The lattice of values: what an expression may hold, and how sure that is."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from tensortidy.knowledge.facts import Kind


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


@dataclass(frozen=True)
class Value:
    """What an expression may hold.

    ``kind`` is None where that is not known, or where control flow joins different kinds: then
    ``maybe`` holds those that are possible. ``graph`` says for a tensor, or a container of tensors,
    whether it is attached to an autograd graph. ``elements`` is what a container holds, ``items`` the
    values of a tuple or list written out. ``definition`` is the class or function of this file that
    it is, or is an instance of; ``name`` the full name of a library's. ``origins`` are the
    expressions that made an unknown value, so that a later ``.backward()`` can tell what it was.
    ``assumptions`` says in words what this rests on.
    """

    kind: Kind | None = None
    graph: Answer = Answer.UNKNOWN
    elements: Value | None = None
    items: tuple[Value, ...] = ()
    definition: ast.AST | None = None
    name: str = ""
    maybe: frozenset[Kind] = frozenset()
    origins: frozenset[ast.AST] = field(default=frozenset(), compare=False)
    assumptions: tuple[str, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether the value is a tensor right from its maker: a parameter, or input data. It has no graph behind it."""
        return self.kind is Kind.TENSOR and bool(self.name)

    def is_a(self, kind: Kind) -> Answer:
        """Whether the value is of this kind."""
        if self.kind is not None:
            return Answer.YES if self.kind is kind else Answer.NO
        if self.maybe:
            return Answer.UNKNOWN if kind in self.maybe else Answer.NO
        return Answer.UNKNOWN


UNKNOWN = Value()
NUMBER = Value(Kind.NUMBER, Answer.NO)
STRING = Value(Kind.STRING, Answer.NO)
ARRAY = Value(Kind.ARRAY, Answer.NO)
NONE = Value(Kind.NONE, Answer.NO)
DETACHED = Value(Kind.TENSOR, Answer.NO)


def attached(*assumptions: str) -> Value:
    """A tensor that is part of an autograd graph."""
    return Value(Kind.TENSOR, Answer.YES, assumptions=assumptions)


def container(elements: Value | None = None, items: tuple[Value, ...] = ()) -> Value:
    """A list, tuple, dict or set."""
    if items:
        elements = join_all(items)
    return Value(Kind.CONTAINER, elements.graph if elements else Answer.NO, elements, items)


def join(one: Value, other: Value) -> Value:
    """What holds of a value that is one or the other, as after an ``if``."""
    if one == other:
        return one if one.origins == other.origins else _with_origins(one, other)
    graph = one.graph if one.graph is other.graph else Answer.UNKNOWN
    assumptions = tuple(dict.fromkeys(one.assumptions + other.assumptions))
    origins = one.origins | other.origins
    if one.kind is not None and one.kind is other.kind:
        items: tuple[Value, ...] = ()
        if len(one.items) == len(other.items):
            items = tuple(join(a, b) for a, b in zip(one.items, other.items, strict=True))
        elements = join(one.elements, other.elements) if one.elements and other.elements else None
        definition = one.definition if one.definition is other.definition else None
        name = one.name if one.name == other.name else ""
        return Value(
            one.kind, graph, elements or one.elements or other.elements, items, definition, name,
            origins=origins, assumptions=assumptions,
        )  # fmt: skip
    kinds = _kinds(one) | _kinds(other) if _kinds(one) and _kinds(other) else frozenset[Kind]()
    return Value(None, graph, maybe=kinds, origins=origins, assumptions=assumptions)


def join_all(values: Iterable[Value]) -> Value:
    """The join of several values; unknown where there are none."""
    found: Value | None = None
    for value in values:
        found = value if found is None else join(found, value)
    return found if found is not None else UNKNOWN


def _kinds(value: Value) -> frozenset[Kind]:
    return frozenset({value.kind}) if value.kind is not None else value.maybe


def _with_origins(one: Value, other: Value) -> Value:
    return Value(
        one.kind, one.graph, one.elements, one.items, one.definition, one.name, one.maybe,
        one.origins | other.origins, one.assumptions,
    )  # fmt: skip
