"""Containers: iterating over them, indexing them, and their methods."""

from __future__ import annotations

import ast

from tensortidy.semantics.hybridization.attributes import Attributes
from tensortidy.semantics.hybridization.frames import Arguments, Frame, Way
from tensortidy.semantics.hybridization.objects import (
    ELEMENT,
    NOTHING,
    Array,
    Container,
    Dataset,
    Instance,
    Library,
    Literal,
    Made,
    Member,
    Tensor,
    Thing,
    Things,
    Unknown,
)
from tensortidy.semantics.hybridization.things import INTEGER, TEXT, constant_index, literal, tensor

_ADDING = frozenset({"append", "add", "appendleft", "insert", "push"})
_JOINING = frozenset({"extend", "update", "extendleft"})
_TAKING = frozenset({"pop", "popleft", "popitem"})
_CHANGING = frozenset({"remove", "clear", "sort", "reverse", "discard", "rotate"})
MUTATING = _ADDING | _JOINING | _TAKING | _CHANGING | {"setdefault"}
"""Methods that change a list, dict, set or deque."""
# What unknown objects have of these is too likely something else: `optimizer.add`, `metrics.update`.
_SURELY_MUTATING = frozenset({"append", "extend", "appendleft", "insert", "setdefault", "popitem"})


class Containers(Attributes):
    """What containers hold."""

    def element(self, things: Things, node: ast.AST, frame: Frame) -> Things:
        """What iterating over something gives."""
        found: Things = NOTHING
        for thing in things:
            found |= self._element(thing, node, frame)
        return found

    def _element(self, thing: Thing, node: ast.AST, frame: Frame) -> Things:
        match thing:
            case Container(kind="dict"):
                known = frozenset(literal(key) for key in thing.fields if key != ELEMENT)
                return known or self.get(thing, "keys", frame) or TEXT
            case Container():
                return self.get_all(thing, frame)
            case Dataset():
                return self.get(thing, ELEMENT, frame)
            case Tensor(dtype=dtype, shape=shape):
                kind = thing.kind if thing.kind == "symbolic" else "tensor"
                return frozenset((tensor(dtype, shape[1:] if shape else None, kind),))
            case Array():
                return frozenset((thing,))
            case Instance():
                return self._element_of_instance(thing, node, frame)
            case Literal(kind="str"):
                return TEXT
            case Literal(kind="int" | "range"):
                return INTEGER
            case Unknown():
                return self.part(thing, "[]", is_element=True)
            case Made():
                held = self.get(thing, ELEMENT, frame)
                return held or self.part(thing, "[]", is_element=True)
            case Library() | Member():
                return self.unknown(node, frame)
        return NOTHING

    def _element_of_instance(self, thing: Instance, node: ast.AST, frame: Frame) -> Things:
        """What ``__iter__``, ``__next__`` or ``__getitem__`` of a class of the program give."""
        receiver: Things = frozenset((thing,))
        for iterate in self.method_of(thing.definition, "__iter__", frame):
            given = self.call_function(iterate, Arguments([receiver]), node, frame, Way.BOUND)
            return self.element(given - receiver, node, frame) | self._next(thing, node, frame)
        for get in self.method_of(thing.definition, "__getitem__", frame):
            return self.call_function(get, Arguments([receiver, INTEGER]), node, frame, Way.BOUND)
        return self._next(thing, node, frame)

    def _next(self, thing: Instance, node: ast.AST, frame: Frame) -> Things:
        given: Things = NOTHING
        for following in self.method_of(thing.definition, "__next__", frame):
            given |= self.call_function(following, Arguments([frozenset((thing,))]), node, frame, Way.BOUND)
        return given

    def next_of(self, things: Things, node: ast.AST, frame: Frame) -> Things:
        """What ``next(…)`` gives."""
        found: Things = NOTHING
        for thing in things:
            found |= (
                self._next(thing, node, frame) if isinstance(thing, Instance) else self._element(thing, node, frame)
            )
        return found

    def item(self, things: Things, index: Things, node: ast.AST, frame: Frame) -> Things:
        """What indexing something gives."""
        key = constant_index(index)
        found: Things = NOTHING
        for thing in things:
            match thing:
                case Container():
                    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
                        found |= frozenset((self.list_of(self.get_all(thing, frame), node, frame),))
                    elif isinstance(key, int) and key < 0 and ELEMENT not in thing.fields and thing.kind != "dict":
                        found |= self.get(thing, len(thing.fields) + key, frame)
                    elif key is not None:
                        found |= self.get(thing, key, frame) | self.get(thing, ELEMENT, frame)
                    else:
                        found |= self.get_all(thing, frame)
                case Instance():
                    for get in self.method_of(thing.definition, "__getitem__", frame):
                        arguments = Arguments([frozenset((thing,)), index])
                        found |= self.call_function(get, arguments, node, frame, Way.BOUND)
                case Tensor():
                    self.note_computation("indexes a tensor", node, frame)
                    kind = "symbolic" if thing.kind == "symbolic" else "tensor"
                    found |= {tensor(thing.dtype, None, kind)}
                case Array() | Dataset():
                    found |= {thing}
                case Literal(kind="str"):
                    found |= TEXT
                case Unknown():
                    found |= self.get(thing, ELEMENT, frame) | self.part(thing, "[]", is_element=True)
                case Made():
                    found |= self.get(thing, ELEMENT, frame) or self.part(thing, "[]", is_element=True)
                case Member():
                    found |= {thing}
                case Library():
                    found |= self.unknown(node, frame)
        return found

    def unpacked(self, things: Things, count: int, starred: int | None, node: ast.AST, frame: Frame) -> list[Things]:
        """What the targets of ``a, b = …`` get, one of which may be starred."""
        found: list[Things] = [NOTHING] * count
        for thing in things:
            is_placed = isinstance(thing, Container) and ELEMENT not in thing.fields and thing.kind != "dict"
            if is_placed and starred is None:
                for place in range(count):
                    found[place] |= self.get(thing, place, frame)  # type: ignore[arg-type]
            else:
                element = self._element(thing, node, frame)
                for place in range(count):
                    held = element
                    if place == starred:
                        held = frozenset((self.list_of(element, node, frame, tag="starred"),))
                    found[place] |= held
        return found

    # ------------------------------------------------------------ methods

    def call_container(self, thing: Container, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """A method of a list, dict, set or iterator."""
        first = arguments.get(0)
        if name in MUTATING:
            self._change(thing, name, arguments, node, frame)
            key = constant_index(first)
            if name in ("pop", "popleft") and key is not None and thing.kind == "dict":
                return self.get(thing, key, frame) | self.get(thing, ELEMENT, frame) | arguments.get(1)
            if name == "setdefault":
                return self.get_all(thing, frame) | arguments.get(1)
            return self.get_all(thing, frame) if name in _TAKING else NOTHING
        match name:
            case "get":
                key = constant_index(first)
                if key is None:
                    return self.get_all(thing, frame) | arguments.get(1)
                return self.get(thing, key, frame) | self.get(thing, ELEMENT, frame) | arguments.get(1)
            case "values":
                return frozenset((self.list_of(self.get_all(thing, frame), node, frame),))
            case "keys":
                return frozenset((self.list_of(self._element(thing, node, frame), node, frame),))
            case "items":
                pair = self.tuple_of(
                    [self._element(thing, node, frame), self.get_all(thing, frame)],
                    node,
                    frame,
                    kind="tuple",
                    tag="pair",
                )
                return frozenset((self.list_of(frozenset((pair,)), node, frame),))
            case "copy" | "union" | "intersection" | "difference":
                made = self.container(thing.kind, node, frame)
                for key, held in list(thing.fields.items()):
                    self.put(made, key, held)
                self.get_all(thing, frame)
                return frozenset((made,))
            case "count" | "index":
                return INTEGER
            case "__getitem__":
                return self.item(frozenset((thing,)), first, node, frame)
            case "__next__" | "next":
                return self.get_all(thing, frame)
        return NOTHING

    def _change(self, thing: Container, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> None:
        what = f"changes something with `{name}`"
        if name in _ADDING:
            held = arguments.get(1) if name == "insert" else arguments.get(0)
            self.write(thing, ELEMENT, held, node, frame, what)
        elif name in _JOINING:
            for given in arguments.get(0):
                if isinstance(given, Container) and given.kind == "dict" and thing.kind == "dict":
                    for key, held in list(given.fields.items()):
                        self.put(thing, key, held)
            held = NOTHING if thing.kind == "dict" else self.element(arguments.get(0), node, frame)
            self.write(thing, ELEMENT, held, node, frame, what)
            for key, held in arguments.keywords.items():
                self.put(thing, key, held)
        elif name == "setdefault":
            place = constant_index(arguments.get(0))
            self.write(thing, ELEMENT if place is None else place, arguments.get(1), node, frame, what)
        else:
            self.write(thing, ELEMENT, NOTHING, node, frame, what)

    def change_unknown(self, thing: Unknown, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> None:
        """A method of something unknown that is most likely a list's or a dict's."""
        if name in _SURELY_MUTATING:
            self.write(thing, ELEMENT, arguments.get(0), node, frame, f"changes something with `{name}`")

    def call_text(self, name: str, node: ast.AST, frame: Frame) -> Things:
        """A method of a string."""
        if name in ("split", "rsplit", "splitlines", "partition"):
            return frozenset((self.list_of(TEXT, node, frame),))
        if name in ("count", "find", "index"):
            return INTEGER
        return TEXT
