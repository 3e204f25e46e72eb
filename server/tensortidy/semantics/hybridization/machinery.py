"""What the layers of the machine ask of those above them."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.hybridization.frames import Arguments, Event, Frame, Way, line_of
from tensortidy.semantics.hybridization.objects import (
    ELEMENT,
    NOTHING,
    Array,
    Class,
    Container,
    Dataset,
    Function,
    Key,
    Literal,
    Made,
    Module,
    Object,
    Super,
    Things,
    Unknown,
)
from tensortidy.semantics.hybridization.options import Options
from tensortidy.semantics.hybridization.sources import FunctionSource
from tensortidy.semantics.hybridization.things import is_tensor, literal, widened

Made_ = TypeVar("Made_", bound=Object)

# An attribute of an attribute of … something unknown: what is deeper is the same as what it is read from.
_DEEPEST_PART = 4
# A structure of tensors is made of so many containers at most.
_FEW_CONTAINERS = 4
_ALL = "**"
"""Those who read all fields of an object wait under this key."""


class Machinery(ABC):
    """The heap: objects that places make, fields that grow, and frames that wait for them to."""

    def __init__(self, knowledge: Knowledge, options: Options) -> None:
        self.knowledge = knowledge
        self.options = options
        self.queue: deque[Frame] = deque()
        self.is_speculative = False
        """Whether functions are run that nothing is known to call."""
        self.frames: dict[FunctionSource, list[Frame]] = {}
        self.closures: dict[FunctionSource, list[Function]] = {}
        self.classes: dict[object, list[Class]] = {}

    # ------------------------------------------------------------ what layers above know

    @abstractmethod
    def evaluate(self, node: ast.expr, frame: Frame) -> Things:
        """What an expression may hold."""

    @abstractmethod
    def look_up(self, name: str, frame: Frame) -> Things:
        """What a variable holds."""

    @abstractmethod
    def call(self, called: Things, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """What calling something gives."""

    @abstractmethod
    def call_function(
        self, function: Function, arguments: Arguments, node: ast.AST, frame: Frame | None, way: Way = Way.CALL
    ) -> Things:
        """What calling a function of the program gives."""

    @abstractmethod
    def attribute(self, things: Things, name: str, node: ast.AST, frame: Frame) -> Things:
        """What an attribute of something holds."""

    @abstractmethod
    def super_attribute(self, thing: Super, name: str, node: ast.AST, frame: Frame) -> Things:
        """What an attribute of ``super()`` holds."""

    @abstractmethod
    def element(self, things: Things, node: ast.AST, frame: Frame) -> Things:
        """What iterating over something gives."""

    @abstractmethod
    def item(self, things: Things, index: Things, node: ast.AST, frame: Frame) -> Things:
        """What indexing something gives."""

    @abstractmethod
    def import_module(self, name: str, frame: Frame) -> tuple[Module | None, tuple[str, ...]]:
        """The module of the program that a full name leads into, and the names left to look up in it."""

    # ------------------------------------------------------------ objects

    def make(self, frame: Frame, key: object, factory: Callable[[], Made_]) -> Made_:
        """The object that a place in a frame makes: one for each place."""
        found = frame.objects.get(key)
        if found is None:
            found = frame.objects[key] = factory()
        return found  # type: ignore[return-value]

    def container(self, kind: str, node: ast.AST, frame: Frame, tag: str = "") -> Container:
        """The list, tuple, dict, set or iterator that a place makes."""
        return self.make(frame, (node, kind, tag), lambda: Container(frame, kind))

    def list_of(self, elements: Things, node: ast.AST, frame: Frame, *, kind: str = "list", tag: str = "") -> Container:
        """A container of elements at no known places."""
        made = self.container(kind, node, frame, tag)
        self.put(made, ELEMENT, elements)
        return made

    def tuple_of(
        self, items: list[Things], node: ast.AST, frame: Frame, *, kind: str = "tuple", tag: str = ""
    ) -> Container:
        """A container of items, each at its place."""
        made = self.container(kind, node, frame, tag)
        for place, item in enumerate(items):
            self.put(made, place, item)
        return made

    def array(
        self, node: ast.AST, frame: Frame, dtype: str | None = None, shape: tuple[int | None, ...] | None = None
    ) -> Things:
        """The NumPy array that a place makes."""
        return frozenset((self.make(frame, (node, "array"), lambda: Array(frame, dtype, shape)),))

    def made(self, name: str, node: ast.AST, frame: Frame) -> Made:
        """The object of a library that a place makes."""
        return self.make(frame, (node, name), lambda: Made(frame, name))

    def dataset(self, elements: Things, node: ast.AST, frame: Frame, tag: str = "") -> Things:
        """The dataset that a place makes."""
        found = self.make(frame, (node, "dataset", tag), lambda: Dataset(frame))
        self.put(found, ELEMENT, elements)
        return frozenset((found,))

    def unknown(self, node: ast.AST, frame: Frame) -> Things:
        """Something new of which nothing is known."""
        return frozenset((self.make(frame, (node, "unknown"), lambda: Unknown(frame)),))

    def part(self, owner: Object, name: str, *, is_element: bool = False) -> Things:
        """Something that is read from an object, of which nothing else is known."""
        if isinstance(owner, Unknown) and owner.depth >= _DEEPEST_PART:
            return frozenset((owner,))
        found = owner.parts.get(name)
        if found is None:
            found = owner.parts[name] = Unknown(owner.creator, "", owner, is_element=is_element)
        return frozenset((found,))

    # ------------------------------------------------------------ fields

    def put(self, owner: Object, key: Key, things: Things) -> None:
        """Let a field hold some things more; this is no write of the program's."""
        held = owner.fields.get(key)
        if held is None:
            owner.fields[key] = widened(things)
        elif things <= held:
            return
        else:
            grown = widened(held | things)
            if grown == held:
                return
            owner.fields[key] = grown
        self._wake(owner.readers.get(key))
        self._wake(owner.readers.get(_ALL))

    def get(self, owner: Object, key: Key, frame: Frame) -> Things:
        """What a field holds; the frame is run again when it holds more."""
        owner.readers.setdefault(key, set()).add(frame)
        return owner.fields.get(key, NOTHING)

    def get_all(self, owner: Object, frame: Frame) -> Things:
        """What any field holds."""
        owner.readers.setdefault(_ALL, set()).add(frame)
        return frozenset().union(*owner.fields.values())

    def put_cell(self, frame: Frame, name: str, things: Things) -> None:
        """Let a variable that nested functions see hold some things more."""
        held = frame.cells.get(name, NOTHING)
        if not things <= held:
            frame.cells[name] = widened(held | things)
            self._wake(frame.readers.get(name))

    def get_cell(self, frame: Frame, name: str, reader: Frame) -> Things:
        """What a variable of an outer function holds."""
        frame.readers.setdefault(name, set()).add(reader)
        return frame.cells.get(name, NOTHING)

    def _wake(self, readers: set[Frame] | None) -> None:
        for frame in readers or ():
            self.enqueue(frame)

    def enqueue(self, frame: Frame) -> None:
        """Run a frame again, later."""
        if not frame.is_queued:
            frame.is_queued = True
            self.queue.append(frame)

    # ------------------------------------------------------------ what frames do

    def write(self, owner: Object, key: Key, things: Things, node: ast.AST, frame: Frame, what: str) -> None:
        """The program writes to an object: a side effect for all who did not make it."""
        if things or key != ELEMENT:
            self.put(owner, key, things)
        frame.writes.setdefault((owner, str(key)), Event(what, line_of(node)))

    def note_computation(self, what: str, node: ast.AST, frame: Frame) -> None:
        """A frame computes a tensor."""
        if frame.computes is None:
            frame.computes = Event(what, line_of(node))

    def note_unknown_computation(self, node: ast.AST, frame: Frame) -> None:
        """A frame computes with something that may be a tensor."""
        if frame.may_compute is None:
            frame.may_compute = Event("computes with something that is not known", line_of(node))

    def note_text(self, held: Things, node: ast.AST, frame: Frame) -> None:
        """A frame puts something into a text."""
        if frame.in_text is None and any(is_tensor(thing) for thing in held):
            frame.in_text = Event("puts a tensor into a text", line_of(node))

    def note_use(self, things: Things, what: str, node: ast.AST) -> None:
        """Something is used as a tensor: what is unknown may be one, and what containers hold of it too."""
        seen: set[Object] = set()
        ahead = list(things)
        while ahead:
            thing = ahead.pop()
            if type(thing) is Unknown:
                used: Object | None = thing
                while isinstance(used, Unknown) and not used.used_as_tensor:
                    used.used_as_tensor = f"{what} in line {line_of(node)}"
                    used = used.owner if used.is_element else None
            elif type(thing) is Container and thing not in seen and len(seen) < _FEW_CONTAINERS:
                seen.add(thing)
                ahead.extend(item for held in thing.fields.values() for item in held)

    def note_literal_use(self, things: Things, what: str, node: ast.AST) -> None:
        """Something is used as only a Python number or text is."""
        for thing in things:
            if type(thing) is Unknown and not thing.used_as_literal:
                thing.used_as_literal = f"{what} in line {line_of(node)}"

    @staticmethod
    def constants(things: Things) -> list[object]:
        """The values of all literals among some things that are known."""
        return [thing.value for thing in things if type(thing) is Literal and thing.value is not ...]

    @staticmethod
    def text(things: Things) -> str | None:
        """The one text that something is, if it is one."""
        values = [thing.value for thing in things if type(thing) is Literal]
        return values[0] if len(values) == 1 and isinstance(values[0], str) else None

    @staticmethod
    def keyed(value: Key) -> Things:
        """A place or key as a thing."""
        return frozenset((literal(value),))
