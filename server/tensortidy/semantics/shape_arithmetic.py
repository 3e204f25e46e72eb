"""Shapes of tensors, and what operations make of them; no syntax is looked at here."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import prod


@dataclass(frozen=True)
class Symbol:
    """A length that is not known, but the same wherever the symbol stands.

    ``text`` is how it is told; ``place`` is what tells it apart from others.
    """

    text: str = field(compare=False)
    place: object


Length = int | Symbol


@dataclass(frozen=True)
class TensorShape:
    """The lengths of a tensor's axes. ``made`` is the expression that gave it these axes.

    ``library`` has the first part of the name of the library whose tensor it is. ``is_output`` is true of what a
    layer with weights has computed, and of what is computed from that. ``by_hand`` is true where an axis was added or
    reshaped by a call for that alone.
    """

    lengths: tuple[Length, ...]
    made: ast.AST = field(compare=False)
    library: str = field(default="", compare=False)
    is_output: bool = field(default=False, compare=False)
    by_hand: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        written = [self.written(at) for at in range(len(self.lengths))]
        return f"({', '.join(written)}{',' if len(written) == 1 else ''})"

    def written(self, at: int) -> str:
        """The length of an axis, in a message."""
        length = self.lengths[at]
        return str(length) if isinstance(length, int) else length.text

    def with_lengths(self, lengths: Sequence[Length], made: ast.AST, *, by_hand: bool = False) -> TensorShape:
        """The same tensor with other axes."""
        return replace(self, lengths=tuple(lengths), made=made, by_hand=by_hand)


@dataclass(frozen=True)
class Group:
    """A tuple or list of things that hold tensors."""

    items: tuple[Held | None, ...]


@dataclass(frozen=True)
class Stream:
    """What gives elements of one shape, one after another: a dataset, a data loader."""

    element: Held | None


Held = TensorShape | Group | Stream


def axis_at(lengths: Sequence[Length], axis: int) -> int | None:
    """The place of an axis that may be counted from the end; None where there is none."""
    return axis % len(lengths) if -len(lengths) <= axis < len(lengths) else None


def broadcast(one: Sequence[Length], other: Sequence[Length]) -> tuple[Length, ...] | None:
    """The lengths of what two tensors give together; None where they do not fit.

    >>> broadcast((5, 1), (3,))
    (5, 3)
    """
    rank = max(len(one), len(other))
    left = (*(1,) * (rank - len(one)), *one)
    right = (*(1,) * (rank - len(other)), *other)
    found: list[Length] = []
    for a, b in zip(left, right, strict=True):
        if a == b or b == 1:
            found.append(a)
        elif a == 1:
            found.append(b)
        elif isinstance(a, int) and isinstance(b, int):
            return None
        else:
            found.append(a if isinstance(a, int) else b if isinstance(b, int) else Symbol("?", (a, b)))
    return tuple(found)


def after_reshape(lengths: Sequence[Length] | None, wanted: Sequence[Length], at: ast.AST) -> tuple[Length, ...]:
    """The lengths after a reshape, of which one may be told as -1; without ``lengths`` the rank alone is known.

    >>> after_reshape((6, 1), (-1,), None), after_reshape((6,), (-1, 2), None)
    ((6,), (3, 2))
    """
    if -1 not in wanted:
        return tuple(wanted)
    rest = [length for length in wanted if length != -1]
    left = _quotient(lengths, rest, at) if lengths is not None else Symbol("?", at)
    return tuple(left if length == -1 else length for length in wanted)


def size(lengths: Sequence[Length], at: ast.AST) -> Length:
    """How many numbers some axes have together."""
    return _quotient(lengths, (), at)


def _quotient(lengths: Sequence[Length], by: Sequence[Length], at: ast.AST) -> Length:
    """The product of some lengths divided by that of others, as far as symbols cancel out."""
    above, below = (prod(item for item in part if isinstance(item, int)) for part in (lengths, by))
    symbols, others = (Counter(item for item in part if isinstance(item, Symbol)) for part in (lengths, by))
    left = list((symbols - others).elements())
    if others - symbols or below <= 0 or above % below:
        return Symbol("?", at)
    if not left:
        return above // below
    return left[0] if len(left) == 1 and above == below else Symbol("?", (above // below, *left))


def squeezed(lengths: Sequence[Length], axis: int | None) -> tuple[Length, ...] | None:
    """The lengths without axes of one element, or without the one that is named."""
    if axis is None:
        return tuple(length for length in lengths if length != 1)
    at = axis_at(lengths, axis)
    if at is None or isinstance(lengths[at], Symbol):
        return None
    return (*lengths[:at], *lengths[at + 1 :]) if lengths[at] == 1 else tuple(lengths)


def expanded(lengths: Sequence[Length], axis: int) -> tuple[Length, ...] | None:
    """The lengths with one more axis of one element."""
    at = axis if axis >= 0 else len(lengths) + 1 + axis
    return (*lengths[:at], 1, *lengths[at:]) if 0 <= at <= len(lengths) else None


def reduced(lengths: Sequence[Length], axes: Sequence[int] | None, *, keeps: bool) -> tuple[Length, ...] | None:
    """The lengths after a reduction over some axes, or over all."""
    places = list(range(len(lengths))) if axes is None else [axis_at(lengths, axis) for axis in axes]
    if None in places:
        return None
    if keeps:
        return tuple(1 if at in places else length for at, length in enumerate(lengths))
    return tuple(length for at, length in enumerate(lengths) if at not in places)


def turned(lengths: Sequence[Length], order: Sequence[int]) -> tuple[Length, ...] | None:
    """The lengths with the axes in another order."""
    places = [axis_at(lengths, axis) for axis in order]
    known = [at for at in places if at is not None]
    return tuple(lengths[at] for at in known) if sorted(known) == list(range(len(lengths))) else None


def multiplied(one: Sequence[Length], other: Sequence[Length]) -> tuple[Length, ...] | None:
    """The lengths of a matrix product."""
    if not one or not other or len(other) > 2:
        return None
    return (*one[:-1], *other[1:]) if len(other) == 2 or len(one) > 1 else ()


def batched(held: Held | None, length: Length, made: ast.AST) -> Held | None:
    """What a dataset holds, with one more axis in front."""
    if isinstance(held, TensorShape):
        return replace(held, lengths=(length, *held.lengths))
    if isinstance(held, Group):
        return Group(tuple(batched(item, length, made) for item in held.items))
    return None


def sliced(held: Held | None) -> Held | None:
    """One of the elements along the first axis."""
    if isinstance(held, TensorShape):
        return replace(held, lengths=held.lengths[1:]) if held.lengths else None
    return Group(tuple(sliced(item) for item in held.items)) if isinstance(held, Group) else None


def in_library(held: Held | None, library: str) -> Held | None:
    """The same as tensors of another library."""
    if isinstance(held, TensorShape):
        return replace(held, library=library)
    return Group(tuple(in_library(item, library) for item in held.items)) if isinstance(held, Group) else None
