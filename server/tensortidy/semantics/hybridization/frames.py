"""Frames: a function as it is called from one place, with what it is given, gives and does."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from tensortidy.semantics.hybridization.objects import NOTHING, Class, Function, Key, Module, Object, Thing, Things
from tensortidy.semantics.hybridization.sources import FileSource, FunctionSource

Context: TypeAlias = tuple[ast.AST, ...]
"""The places of the calls that lead to a frame, the innermost first."""


class Way(Enum):
    """How a frame comes to call another."""

    CALL = "call"
    BOUND = "bound"
    """Through a method and its receiver."""
    CALLABLE = "callable"
    """Through ``model(x)``: Keras calls ``call``."""
    BUILD = "build"
    """Keras calls ``build`` before the first call of a layer."""
    LIBRARY = "library"
    """A library calls it: ``dataset.map(f)``."""


@dataclass
class Arguments:
    """What a call hands over; ``rest`` is what starred arguments of unknown length hold, ``others`` that by name."""

    positional: list[Things] = field(default_factory=list)
    keywords: dict[str, Things] = field(default_factory=dict)
    rest: Things = NOTHING
    others: Things = NOTHING
    is_open: bool = False
    """Whether starred arguments may hand over more than is known."""

    def get(self, place: int, *names: str) -> Things:
        """The argument at a place or under one of some names; nothing where there is none."""
        for name in names:
            if name in self.keywords:
                return self.keywords[name]
        if 0 <= place < len(self.positional):
            return self.positional[place]
        return NOTHING

    def all(self) -> Iterable[Things]:
        """All that is handed over."""
        yield from self.positional
        yield from self.keywords.values()
        yield self.rest
        yield self.others

    def after(self, count: int) -> Arguments:
        """The same without the first positional ones."""
        return Arguments(self.positional[count:], self.keywords, self.rest, self.others, self.is_open)

    def before(self, first: Things) -> Arguments:
        """The same after one more positional argument."""
        return Arguments([first, *self.positional], self.keywords, self.rest, self.others, self.is_open)


@dataclass(frozen=True)
class Event:
    """Something that a frame does at a line, in words."""

    what: str
    line: int


class Frame:
    """A function, module or class body as it runs in one context.

    What it is given and gives only grows, while it is run again and again until nothing does.
    """

    __slots__ = (
        "arguments", "callees", "callers", "cells", "class_thing", "computes", "context", "eager_only",
        "env", "file", "foreign", "in_text", "is_active", "is_of_keras", "is_queued", "is_speculative", "may_compute",
        "module", "objects", "once", "outer", "partners", "prints",
        "readers", "returns", "runs", "source", "thing", "unresolved", "uses", "writes", "yields",
    )  # fmt: skip

    def __init__(
        self,
        module: Module,
        thing: Function | None,
        outer: Frame | None,
        context: Context,
        *,
        is_speculative: bool,
        class_thing: Class | None = None,
    ) -> None:
        self.module = module
        self.file: FileSource = module.file
        self.thing = thing
        self.source: FunctionSource | None = thing.source if thing is not None else None
        self.outer = outer
        self.context = context
        self.is_speculative = is_speculative
        self.class_thing = class_thing
        self.arguments: dict[str, Things] = {}
        self.returns: Things = NOTHING
        self.yields: Things = NOTHING
        self.env: dict[str, Things] | None = None
        self.cells: dict[Key, Things] = {}
        """Its variables that nested functions see."""
        self.foreign: set[str] = set()
        """Those of its variables that nested functions assign."""
        self.readers: dict[Key, set[Frame]] = {}
        self.objects: dict[object, Object] = {}
        self.callees: dict[Frame, Way] = {}
        self.callers: dict[Frame | None, Way] = {}
        self.writes: dict[tuple[Object | None, str], Event] = {}
        self.prints: dict[str, Event] = {}
        self.eager_only: dict[str, Event] = {}
        """What no graph can do: ``.numpy()``, ``fit()``."""
        self.once: dict[str, Event] = {}
        """What a graph does once, while it is traced: random numbers of Python, clocks, files."""
        self.partners: dict[str, dict[str, Event]] = {}
        """The dtypes that arrays among its parameters are computed with, by the parameters' names."""
        self.uses: dict[Object, Event] = {}
        """Objects with variables that are used: they are made anew each time where they are made inside."""
        self.unresolved: dict[str, Event] = {}
        self.computes: Event | None = None
        self.may_compute: Event | None = None
        self.in_text: Event | None = None
        """Where it puts a tensor into a text."""
        self.runs = 0
        self.is_active = False
        self.is_queued = False
        self.is_of_keras = False
        """Whether it is a method of a Keras model or layer."""

    def __repr__(self) -> str:
        name = self.source.name if self.source is not None else "<module>"
        return f"{name}@{[getattr(node, 'lineno', 0) for node in self.context]}"

    @property
    def is_function(self) -> bool:
        """Whether it is a function's, and no module's or class's."""
        return self.thing is not None

    def given(self, name: str) -> Things:
        """What a parameter is given."""
        return self.arguments.get(name, NOTHING)


def line_of(node: ast.AST) -> int:
    """The line of a node."""
    return getattr(node, "lineno", 0)


def things(*items: Thing) -> Things:
    """A set of things."""
    return frozenset(items)
