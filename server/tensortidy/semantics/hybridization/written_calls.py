"""Calls as they are written: what they hand over, and ``super()``."""

from __future__ import annotations

import ast

from tensortidy.semantics.hybridization.frames import Arguments, Event, Frame, line_of
from tensortidy.semantics.hybridization.objects import (
    ELEMENT,
    NOTHING,
    Class,
    Container,
    Library,
    Super,
    Thing,
    Things,
    Unknown,
)
from tensortidy.semantics.hybridization.variables import Variables

ITERATING = frozenset({
    "list", "tuple", "set", "dict", "sum", "min", "max", "any", "all", "sorted", "zip", "map", "filter", "enumerate",
    "iter", "reversed", "bool",
})  # fmt: skip
"""Python's own functions that go through what they are given, or ask for its truth."""


class WrittenCalls(Variables):
    """Calls in the text of a program."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self._supers: dict[tuple[Class, Thing], Super] = {}

    def _eval_Call(self, node: ast.Call, frame: Frame) -> Things:
        called = self.evaluate(node.func, frame)
        arguments = self.arguments(node, frame)
        if len(called) == 1 and self._is_super(called):
            return self._super(arguments, frame)
        if not called:
            self.note_unknown_computation(node, frame)
            frame.unresolved.setdefault(ast.unparse(node.func)[:60], Event("is not known", line_of(node)))
            self.let_escape(arguments)
        return self.call(called, arguments, node, frame)

    @staticmethod
    def _is_super(called: Things) -> bool:
        (thing,) = called
        return isinstance(thing, Library) and thing.name == "super"

    def arguments(self, node: ast.Call, frame: Frame) -> Arguments:
        """What a call hands over."""
        given = Arguments()
        is_noted = isinstance(node.func, ast.Name) and node.func.id in ITERATING
        for argument in node.args:
            if not isinstance(argument, ast.Starred):
                held = self.evaluate(argument, frame)
                if is_noted:
                    self.note_iterated(argument, held)
                if given.is_open:
                    given.rest |= held
                else:
                    given.positional.append(held)
                continue
            held = self.evaluate(argument.value, frame)
            self.note_iterated(argument, held)
            self._starred(held, given, argument, frame)
        for keyword in node.keywords:
            held = self.evaluate(keyword.value, frame)
            if keyword.arg is not None:
                given.keywords[keyword.arg] = held
                continue
            for thing in held:
                if isinstance(thing, Container) and thing.kind == "dict":
                    for key in list(thing.fields):
                        if isinstance(key, str) and key != ELEMENT:
                            given.keywords[key] = given.keywords.get(key, NOTHING) | self.get(thing, key, frame)
                    given.others |= self.get(thing, ELEMENT, frame)
                elif isinstance(thing, Unknown):
                    given.others |= self.part(thing, "[]", is_element=True)
                    given.is_open = True
        return given

    def _starred(self, held: Things, given: Arguments, node: ast.AST, frame: Frame) -> None:
        placed = [thing for thing in held if isinstance(thing, Container) and ELEMENT not in thing.fields]
        if len(placed) == len(held) == 1 and placed[0].kind in ("list", "tuple"):
            for place in range(len(placed[0].fields)):
                given.positional.append(self.get(placed[0], place, frame))
            self.get(placed[0], ELEMENT, frame)
            return
        given.rest |= self.element(held, node, frame)
        given.is_open = True

    def _super(self, arguments: Arguments, frame: Frame) -> Things:
        """``super()`` and ``super(Class, self)``."""
        if len(arguments.positional) == 2:
            classes = [thing for thing in arguments.positional[0] if isinstance(thing, Class)]
            receivers = arguments.positional[1]
        else:
            source = frame.source
            owner = frame.thing.owner if frame.thing is not None else None
            classes = [owner] if owner is not None else []
            receivers = frame.given(source.positional[0].arg) if source is not None and source.positional else NOTHING
        return frozenset(
            self._supers.setdefault((definition, thing), Super(definition, thing))
            for definition in classes
            for thing in receivers
        )
