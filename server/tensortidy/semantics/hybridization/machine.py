"""The machine: runs a program over sets of things until nothing new comes up.

It is a whole-program analysis: a function is run in a frame for each call that leads to it, what frames hand one
another and what objects hold only grows, and a frame runs again when something that it read has grown. Variables are
followed in the order of statements, fields of objects are not.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.grounds import Located
from tensortidy.semantics.hybridization.frames import Arguments, Frame
from tensortidy.semantics.hybridization.objects import NOTHING, Class, Function, Instance, Made, Module, Things, Unknown
from tensortidy.semantics.hybridization.options import Options
from tensortidy.semantics.hybridization.sources import FileSource, FunctionSource
from tensortidy.semantics.hybridization.statements import Statements
from tensortidy.semantics.hybridization.things import NONE, TENSOR, some
from tensortidy.semantics.hybridization.type_hints import Hint, follows_hints, hinted
from tensortidy.semantics.summaries import go_on

Load = Callable[[Path], "FileSource | None"]

# A frame is run so many times at most; by then it gives what it gives.
_MOST_RUNS = 12


class Locating(Protocol):
    """Finds the modules of a program."""

    def locate(self, name: str, path: Path) -> Located | None:
        """The file that a full name leads into, as imported from ``path``, and the names left to look up in it."""


class Machine(Statements):
    """Runs a program. ``load`` gives the file at an absolute path; None where it cannot be read."""

    def __init__(
        self,
        load: Load,
        imports: Locating,
        knowledge: Knowledge,
        options: Options,
        give_way: Callable[[], None] = go_on,
    ) -> None:
        super().__init__(knowledge, options)
        self._load = load
        self._give_way = give_way
        self._imports = imports
        self.modules: dict[Path, Module] = {}
        self._module_frames: dict[Module, Frame] = {}
        self._located: dict[tuple[str, Path], tuple[Module | None, tuple[str, ...]]] = {}
        self.outside: dict[FunctionSource, Frame] = {}
        """The frames of functions that were run for want of a call of theirs."""

    # ------------------------------------------------------------ modules

    @property
    def module_frames(self) -> Iterable[Frame]:
        """The frames of the top levels of files."""
        return self._module_frames.values()

    def module(self, path: Path) -> Module | None:
        """The module of a file; its top level is run when it is first asked for."""
        found = self.modules.get(path)
        if found is None:
            file = self._load(path)
            if file is None:
                return None
            found = self.modules[path] = Module(file)
            frame = self._module_frames[found] = Frame(found, None, None, (), is_speculative=False)
            if self._depth >= 30:
                self.enqueue(frame)
            else:
                self._depth += 1
                self.run(frame)
                self._depth -= 1
        return found

    def import_module(self, name: str, frame: Frame) -> tuple[Module | None, tuple[str, ...]]:
        """The module of the program that a full name leads into, and the names left to look up in it."""
        key = (name, frame.file.path)
        if key not in self._located:
            located = self._imports.locate(name, frame.file.path)
            module = self.module(located[0]) if located is not None else None
            self._located[key] = (module, located[1] if located is not None else ())
        return self._located[key]

    # ------------------------------------------------------------ running

    def run(self, frame: Frame) -> None:
        """Run a frame's code once."""
        self._give_way()
        frame.is_queued = False
        frame.is_active = True
        frame.runs += 1
        source = frame.source
        if source is None:
            frame.env = {}
            self.execute(frame.file.tree.body, frame)
        else:
            frame.env = dict(frame.arguments)
            if source.has_nested:
                for name, held in frame.arguments.items():
                    self.put_cell(frame, name, held)
            if isinstance(source.node, ast.Lambda):
                self.give(frame, self.evaluate(source.node.body, frame))
            else:
                self.execute(source.node.body, frame)
                if frame.env is not None and frame.returns:
                    self.give(frame, frozenset((NONE,)))
        frame.env = None
        frame.is_active = False

    def settle(self) -> None:
        """Run frames until none is left that could tell anything new."""
        while self.queue:
            frame = self.queue.popleft()
            if frame.runs >= _MOST_RUNS:
                frame.is_queued = False
            elif not frame.is_active:
                self.run(frame)

    def run_modules(self, paths: Iterable[Path]) -> None:
        """Run the top level of files."""
        for path in paths:
            self.module(path)
            self.settle()

    def run_tests(self, tests: Iterable[FunctionSource]) -> None:
        """Call test functions, as pytest and unittest do."""
        for source in tests:
            for function in self.closures.get(source, ()):
                receivers = self._receivers(function) if source.is_method else []
                self._call_from_outside(function, receivers, {})
        self.settle()

    # ------------------------------------------------------------ functions that nothing is known to call

    def run_uncalled(
        self,
        sources: Iterable[FunctionSource],
        watched: Callable[[Sequence[FunctionSource]], Iterable[FunctionSource]] = list,
    ) -> None:
        """Call the functions that nothing has called yet with something unknown for each parameter.

        ``watched`` is handed those that are called next, and gives the same.
        """
        self.is_speculative = True
        waiting = [source for source in sources if source not in self.frames and source not in self.of_runners]
        while True:
            ready = [source for source in waiting if source in self.closures]
            if not ready:
                return
            waiting = [source for source in waiting if source not in self.closures]
            for source in watched(ready):
                if source in self.frames:
                    continue
                for function in self.closures[source]:
                    given = {
                        parameter.arg: self._from_outside(parameter, function) for parameter in source.own_parameters
                    }
                    receivers = self._receivers(function) if source.is_method and source.owner is not None else []
                    if source.is_method and not receivers:
                        given["self"] = frozenset((Unknown(None, "self"),))
                    self._call_from_outside(function, receivers, given)
                self.settle()

    def _call_from_outside(self, function: Function, receivers: list[Instance], given: dict[str, Things]) -> None:
        """Call a function, as nobody knows who does."""
        source = function.source
        positional: list[Things] = [frozenset(receivers)] if receivers else []
        supplied = set(self.supplied.get(source, ()))
        arguments = Arguments(positional, dict(given))
        before = set(self.frames.get(source, ()))
        self.call_function(function, arguments, source.node, None)
        for frame in self.frames[source]:
            if frame not in before:
                self.outside[source] = frame
                frame.callers.pop(None, None)
        self.supplied[source] = supplied

    def _receivers(self, function: Function) -> list[Instance]:
        """Objects that a method may be called on: all that are known, else one that comes from outside."""
        owner = function.owner
        if owner is None:
            return []
        known = [made for found in self.classes.values() for made in self._instances(found, owner)]
        if known:
            return known
        outside = Instance(None, owner)
        owner.instances.append(outside)
        for constructor in self.method_of(owner, "__init__", self._module_frames[function.outer.module]):
            given = {
                parameter.arg: self._from_outside(parameter, constructor)
                for parameter in constructor.source.own_parameters
            }
            if constructor.source is not function.source:
                arguments = Arguments([frozenset((outside,))], given)
                self.call_function(constructor, arguments, owner.source.node, None)
        return [outside]

    def _instances(self, found: list[Class], owner: Class) -> Iterable[Instance]:
        for definition in found:
            if definition.instances and owner in self.hierarchy(definition):
                yield from definition.instances

    def _from_outside(self, parameter: ast.arg, function: Function) -> Things:
        """What an unknown caller may hand over for a parameter: its hint says it, if anything does."""
        held = function.defaults.get(parameter.arg, NOTHING)
        is_followed = follows_hints(self, function.source)
        hint = hinted(self, parameter, function) if is_followed else None
        match hint:
            case Hint(is_tensor=True):
                return held | TENSOR
            case Hint(literal=str(kind)) if kind:
                return held | {some(kind)}
            case Hint(library=str(name)) if name:
                return held | {Made(None, name)}
            case Hint(definition=Class() as definition):
                made = next(iter(definition.instances), None)
                if made is None:
                    made = Instance(None, definition)
                    definition.instances.append(made)
                return held | {made}
        return held | {Unknown(None, parameter.arg)}
