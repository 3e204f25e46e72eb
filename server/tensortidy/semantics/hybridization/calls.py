"""Calls: what is called, what its parameters are given, and in which frame it runs."""

from __future__ import annotations

import ast
from abc import abstractmethod

from tensortidy.knowledge import Kind
from tensortidy.semantics.hybridization.containers import Containers
from tensortidy.semantics.hybridization.frames import Arguments, Context, Event, Frame, Way, line_of
from tensortidy.semantics.hybridization.objects import (
    ELEMENT,
    NOTHING,
    Bound,
    Class,
    Container,
    Function,
    Instance,
    Library,
    Made,
    Member,
    Partial,
    Thing,
    Things,
    Unknown,
)
from tensortidy.semantics.hybridization.sources import FunctionSource
from tensortidy.semantics.hybridization.things import in_order, widened

# A function has a frame for each chain of so many calls, until it has many; then for each call; at most so many, then
# one for all. Programs with many frames get fewer for each function.
_IN_SMALL = (3, 6, 16)
_IN_LARGE = (2, 3, 6)
_LARGE = 1000
# Calls within one another that are run at once; deeper ones wait.
_DEEPEST = 40
# A frame that is given more is run at once so many times; later it waits for others to settle.
_RUNS_AT_ONCE = 3
CALLABLE_KINDS = frozenset({Kind.KERAS_MODEL, Kind.KERAS_LAYER})
"""What Keras calls by itself."""


class Calls(Containers):
    """Calls of what the program defines."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self._by_context: dict[tuple[Function, Context, bool], Frame] = {}
        self._chosen: dict[tuple[Frame | None, ast.AST, Function], Frame] = {}
        self._counts: dict[tuple[FunctionSource, bool], int] = {}
        self.handed: dict[FunctionSource, dict[tuple[ast.AST, Frame | None], dict[str, Things]]] = {}
        """What each call hands over for each parameter, by the place of the call and the frame that it is in."""
        self._depth = 0
        self._wrapped: set[Partial] = set()
        self.supplied: dict[FunctionSource, set[str]] = {}
        """The parameters that some call hands something over for; ``*`` where one may do so for any of them."""
        self.targets: dict[ast.AST, set[FunctionSource]] = {}
        """The functions that calls run."""
        self.decorators: set[ast.AST] = set()
        """The decorators that have been met."""
        self.escaping: set[FunctionSource] = set()
        """Functions that are handed to libraries."""

    @abstractmethod
    def call_library(self, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """What a function or class of a library gives."""

    @abstractmethod
    def call_made(self, thing: Made, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """What calling an object of a library gives."""

    @abstractmethod
    def call_member(self, thing: Member, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """What a method of something gives."""

    @abstractmethod
    def instantiate(self, definition: Class, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """An object of a class of the program, with what its constructor does."""

    @abstractmethod
    def call_instance(self, thing: Instance, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """What calling an object of a class of the program gives."""

    @abstractmethod
    def run(self, frame: Frame) -> None:
        """Run a frame's code."""

    def call(self, called: Things, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """What calling something gives."""
        if len(called) == 1:
            (thing,) = called
            return self._call(thing, arguments, node, frame)
        found: Things = NOTHING
        methods: dict[Function, list[Thing]] = {}
        for thing in in_order(called):
            if type(thing) is Bound:
                methods.setdefault(thing.function, []).append(thing.receiver)
            else:
                found |= self._call(thing, arguments, node, frame)
        for function, receivers in methods.items():
            given = arguments.before(frozenset(receivers))
            found |= self.call_function(function, given, node, frame, Way.BOUND)
        return found

    def _call(self, thing: Thing, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        match thing:
            case Function():
                return self.call_function(thing, arguments, node, frame)
            case Bound():
                given = arguments.before(frozenset((thing.receiver,)))
                return self.call_function(thing.function, given, node, frame, Way.BOUND)
            case Library():
                return self.call_library(thing.name, arguments, node, frame)
            case Member():
                return self.call_member(thing, arguments, node, frame)
            case Class():
                return self.instantiate(thing, arguments, node, frame)
            case Instance():
                return self.call_instance(thing, arguments, node, frame)
            case Made():
                return self.call_made(thing, arguments, node, frame)
            case Partial():
                held = [
                    self.get(thing, place, frame) for place in sorted(k for k in thing.fields if isinstance(k, int))
                ]
                named = {key: value for key, value in thing.fields.items() if isinstance(key, str)}
                given = Arguments(
                    [*held, *arguments.positional], {**named, **arguments.keywords}, arguments.rest, arguments.others,
                    arguments.is_open,
                )  # fmt: skip
                return self._call_wrapped(thing, given, node, frame)
            case Unknown():
                return self.call_unknown(thing, arguments, node, frame)
        return NOTHING

    def _call_wrapped(self, thing: Partial, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """The functions in a partial, which may be in itself: ``f = partial(f, x)`` in a loop."""
        if thing in self._wrapped:
            return NOTHING
        self._wrapped.add(thing)
        found = self.call(thing.functions, arguments, node, frame)
        self._wrapped.discard(thing)
        return found

    def call_unknown(self, thing: Unknown, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """Calling something of which nothing is known: what it is handed may be called, and kept."""
        thing.is_object = True
        self.note_unknown_computation(node, frame)
        frame.unresolved.setdefault(str(line_of(node)), Event("calls something that is not known", line_of(node)))
        self.let_escape(arguments)
        return self.computed_from(arguments.get(0), node, frame)

    def computed_from(self, things: Things, node: ast.AST, frame: Frame) -> Things:
        """Something unknown that is computed from something: where it is used as a tensor, that is one most likely."""
        found = self.unknown(node, frame)
        unknown = [thing for thing in things if type(thing) is Unknown]
        for thing in found:
            if len(unknown) == 1 and type(thing) is Unknown and thing.owner is None:
                thing.owner, thing.is_element = unknown[0], True
        return found

    def let_escape(self, arguments: Arguments) -> None:
        """What is handed to a library may be called by it."""
        for things in arguments.all():
            for thing in things:
                if isinstance(thing, Function | Bound):
                    self.escaping.add((thing.function if isinstance(thing, Bound) else thing).source)

    # ------------------------------------------------------------ functions

    def call_function(
        self, function: Function, arguments: Arguments, node: ast.AST, frame: Frame | None, way: Way = Way.CALL
    ) -> Things:
        """What calling a function of the program gives."""
        self.targets.setdefault(node, set()).add(function.source)
        callee = self.frame_for(function, node, frame)
        is_new = callee.runs == 0 and not callee.is_queued
        is_grown = self._bind(callee, arguments, node, frame)
        if frame is not None:
            if way is Way.CALL or callee not in frame.callees or frame.callees[callee] is Way.BUILD:
                frame.callees[callee] = way
        callee.callers.setdefault(frame, way)
        if is_new or is_grown:
            if callee.is_active or callee.runs >= _RUNS_AT_ONCE or self._depth >= _DEEPEST:
                self.enqueue(callee)
            else:
                self._depth += 1
                self.run(callee)
                self._depth -= 1
        if frame is None:
            return NOTHING
        callee.readers.setdefault(0, set()).add(frame)
        if function.source.is_generator:
            made = self.make(frame, (node, function, "iterator"), lambda: Container(frame, "iterator"))
            self.put(made, ELEMENT, callee.yields)
            return frozenset((made,))
        return callee.returns

    def give(self, frame: Frame, things: Things) -> None:
        """A frame returns something: those who call it are run again when that is new."""
        if not things <= frame.returns:
            frame.returns = widened(frame.returns | things)
            self._wake(frame.readers.get(0))

    def give_next(self, frame: Frame, things: Things) -> None:
        """A frame yields something."""
        if not things <= frame.yields:
            frame.yields = widened(frame.yields | things)
            self._wake(frame.readers.get(0))

    def frame_for(self, function: Function, node: ast.AST, frame: Frame | None) -> Frame:
        """The frame that a function runs in when it is called from a place."""
        chosen = self._chosen.get((frame, node, function))
        if chosen is not None:
            return chosen
        count = self._counts.get((function.source, self.is_speculative), 0)
        longest, many, most = _IN_SMALL if len(self._by_context) < _LARGE else _IN_LARGE
        context: Context = (node, *(frame.context if frame is not None else ()))[:longest]
        if count >= many:
            context = (node,)
        if count >= most and node not in self.decorators:  # what decorators make is never mixed up
            context = ()
        key = (function, context, self.is_speculative)
        found = self._by_context.get(key)
        if found is None:
            found = self._by_context[key] = Frame(
                function.outer.module, function, function.outer, context, is_speculative=self.is_speculative
            )
            found.is_of_keras = function.owner is not None and self.kind_of_class(function.owner) in CALLABLE_KINDS
            self._counts[function.source, self.is_speculative] = count + 1
            self.frames.setdefault(function.source, []).append(found)
        self._chosen[frame, node, function] = found
        return found

    def _bind(self, callee: Frame, arguments: Arguments, node: ast.AST, caller: Frame | None) -> bool:
        """Give parameters what a call hands over; says whether any of them is given more than before."""
        function = callee.thing
        assert function is not None
        source = function.source
        supplied = self.supplied.setdefault(source, set())
        given: dict[str, Things] = {}
        names = [parameter.arg for parameter in source.positional]
        for name, held in zip(names, arguments.positional, strict=False):
            given[name] = held
            supplied.add(name)
        for name, held in arguments.keywords.items():
            if name in source.parameter_names:
                given[name] = given.get(name, NOTHING) | held
                supplied.add(name)
        missing = [name for name in source.parameter_names if name not in given]
        if arguments.is_open or arguments.rest or arguments.others:
            positional = set(names)
            for name in missing:
                held = arguments.rest | arguments.others if name in positional else arguments.others
                given[name] = held
            supplied.add("*")
        for name in missing:
            if name in function.defaults:
                given[name] = given.get(name, NOTHING) | function.defaults[name]
        self._bind_rest(callee, source, arguments, given, node)
        self.handed.setdefault(source, {})[node, caller] = given
        grown = False
        for name, held in given.items():
            before = callee.arguments.get(name)
            if before is None or not held <= before:
                callee.arguments[name] = widened((before or NOTHING) | held)
                grown = True
        return grown

    def _bind_rest(
        self, callee: Frame, source: FunctionSource, arguments: Arguments, given: dict[str, Things], node: ast.AST
    ) -> None:
        """``*args`` and ``**kwargs``."""
        written = source.node.args
        if written.vararg is not None:
            made = self.container("tuple", source.node, callee, "*")
            for place, held in enumerate(arguments.positional[len(source.positional) :]):
                self.put(made, place, held)
            if arguments.rest:
                self.put(made, ELEMENT, arguments.rest)
            given[written.vararg.arg] = frozenset((made,))
        if written.kwarg is not None:
            made = self.container("dict", source.node, callee, "**")
            for name, held in arguments.keywords.items():
                if name not in source.parameter_names:
                    self.put(made, name, held)
            if arguments.others:
                self.put(made, ELEMENT, arguments.others)
            given[written.kwarg.arg] = frozenset((made,))
