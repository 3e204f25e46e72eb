"""Variables: of functions, of those around them, and of modules."""

from __future__ import annotations

import ast
import builtins

from tensortidy.semantics.hybridization.frames import Frame
from tensortidy.semantics.hybridization.objects import ELEMENT, NOTHING, Things, Unknown
from tensortidy.semantics.hybridization.operators import Operators
from tensortidy.semantics.hybridization.things import library

_BUILTINS = frozenset(dir(builtins))


class Variables(Operators):
    """What variables hold."""

    def look_up(self, name: str, frame: Frame) -> Things:
        """What a variable holds."""
        env = frame.env
        if env is not None and name in env:
            held = env[name]
            if name in frame.foreign:
                return held | self.get_cell(frame, name, frame)
            is_global = frame.source is None and name in frame.module.written
            return held | self.get(frame.module, name, frame) if is_global else held
        outer = frame.outer
        while outer is not None:
            if outer.is_function and outer.source is not None and name in outer.source.local_names:
                return self.get_cell(outer, name, frame)
            outer = outer.outer
        module = frame.module
        held = self.get(module, name, frame)
        if held:
            return held
        if module.stars and name not in _BUILTINS:
            return frozenset((self.library_name(f"{module.stars[-1]}.{name}"),))
        return frozenset((library(name),)) if name in _BUILTINS else NOTHING

    def assign(self, name: str, held: Things, frame: Frame, node: ast.AST) -> None:
        """A variable is assigned something."""
        source = frame.source
        if source is not None:
            if name in source.declared_global:
                frame.module.written.add(name)
                self.write(frame.module, name, held, node, frame, f"assigns the global variable `{name}`")
                return
            if name in source.declared_nonlocal:
                self._assign_outer(name, held, frame, node)
                return
            if source.has_nested:
                self.put_cell(frame, name, held)
        elif frame.class_thing is not None:
            self.put(frame.class_thing, name, held)
        else:
            self.put(frame.module, name, held)
        if frame.env is not None:
            frame.env[name] = held

    def _assign_outer(self, name: str, held: Things, frame: Frame, node: ast.AST) -> None:
        outer = frame.outer
        while outer is not None:
            if outer.is_function and outer.source is not None and name in outer.source.local_names:
                self.put_cell(outer, name, held)
                outer.foreign.add(name)
                self.write_cell(outer, name, frame, node)
                return
            outer = outer.outer

    def write_cell(self, outer: Frame, name: str, frame: Frame, node: ast.AST) -> None:
        """A variable of an outer function is assigned: a side effect for all but that one and those who call it."""
        cell = self.make(outer, ("cell", name), lambda: Unknown(outer))
        self.write(cell, ELEMENT, NOTHING, node, frame, f"assigns the variable `{name}` of an outer function")

    def _eval_Name(self, node: ast.Name, frame: Frame) -> Things:
        return self.look_up(node.id, frame)
