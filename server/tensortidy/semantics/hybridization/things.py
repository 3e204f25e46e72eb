"""Sets of things: those that are the same everywhere, and how sets stay small."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakValueDictionary

from tensortidy.semantics.hybridization.objects import (
    Array,
    Key,
    Library,
    Literal,
    Made,
    Member,
    Super,
    Tensor,
    Thing,
    Things,
    Unknown,
)

# Sets with more literals or tensors than these tell only of which type they are; of other things they hold the oldest.
_MOST_LITERALS = 8
_MOST_TENSORS = 6
_MOST_OTHERS = 4
_MOST_UNKNOWN = 4
_FEW = 4
_LONGEST_TEXT = 40

_literals: WeakValueDictionary[tuple[str, object], Literal] = WeakValueDictionary()
_libraries: WeakValueDictionary[str, Library] = WeakValueDictionary()
_tensors: WeakValueDictionary[tuple[object, ...], Tensor] = WeakValueDictionary()


def literal(value: object) -> Literal:
    """The thing that a Python constant is. Long texts are told by their type alone."""
    kind = type(value).__name__
    if isinstance(value, str | bytes) and len(value) > _LONGEST_TEXT:
        value = ...
    found = _literals.get((kind, value))
    if found is None:
        found = _literals[kind, value] = Literal(kind, value)
    return found


def some(kind: str) -> Literal:
    """A literal of a type (``int``) whose value is not known."""
    found = _literals.get((kind, ...))
    if found is None:
        found = _literals[kind, ...] = Literal(kind, ...)
    return found


def library(name: str) -> Library:
    """The thing of a library with this full name."""
    found = _libraries.get(name)
    if found is None:
        found = _libraries[name] = Library(name)
    return found


def tensor(dtype: str | None = None, shape: tuple[int | None, ...] | None = None, kind: str = "tensor") -> Tensor:
    """A tensor of a dtype and a shape."""
    key = (kind, dtype, shape)
    found = _tensors.get(key)
    if found is None:
        found = _tensors[key] = Tensor(kind, dtype, shape)
    return found


_OF_LITTLE_USE = frozenset((Unknown, Made, Member, Super))
NONE = literal(None)
TENSOR: Things = frozenset((tensor(),))
VARIABLE: Things = frozenset((tensor(kind="variable"),))
SYMBOLIC: Things = frozenset((tensor(kind="symbolic"),))
INTEGER: Things = frozenset((some("int"),))
FLOAT: Things = frozenset((some("float"),))
TEXT: Things = frozenset((some("str"),))
TRUTH: Things = frozenset((some("bool"),))


def widened(things: Things) -> Things:
    """The same things, told less exactly where there are many."""
    if len(things) <= _FEW:
        return things
    literals: list[Literal] = []
    tensors: list[Tensor] = []
    unknown: list[Thing] = []
    for thing in things:
        if isinstance(thing, Literal):
            literals.append(thing)
        elif isinstance(thing, Tensor):
            tensors.append(thing)
        elif type(thing) in _OF_LITTLE_USE:
            unknown.append(thing)
    if len(literals) > _MOST_LITERALS:
        things = things.difference(literals) | {some(thing.kind) for thing in literals}
    if len(tensors) > _MOST_TENSORS:
        things = things.difference(tensors) | {tensor(kind=thing.kind) for thing in tensors}
    if len(unknown) > _MOST_UNKNOWN:
        things = things.difference(unknown) | set(in_order(unknown)[:_MOST_UNKNOWN])
    if len(things) > _MOST_OTHERS + _MOST_LITERALS:
        things = frozenset(in_order(things)[: _MOST_OTHERS + _MOST_LITERALS])
    return things


def in_order(things: Iterable[Thing]) -> list[Thing]:
    """Things in the order in which they were made, which is the same each time."""
    return sorted(things, key=_age)


def _age(thing: Thing) -> int:
    return thing.age


def union(sets: Iterable[Things]) -> Things:
    """All things of several sets."""
    return frozenset().union(*sets)


def is_tensor(thing: Thing) -> bool:
    """Whether a thing is a tensor, or an array that becomes one."""
    return type(thing) is Tensor or type(thing) is Array


def constant_index(things: Things) -> Key | None:
    """The one place or key that an index means; None where there are several, or it is not known."""
    if len(things) == 1:
        (thing,) = things
        if type(thing) is Literal and type(thing.value) in (int, str):
            return thing.value  # type: ignore[return-value]
    return None
