"""Objects of classes of the program: how they are made, and what calling them does."""

from __future__ import annotations

import ast

from tensortidy.knowledge import Kind
from tensortidy.semantics.hybridization.calls import CALLABLE_KINDS, Calls
from tensortidy.semantics.hybridization.frames import Arguments, Frame, Way
from tensortidy.semantics.hybridization.objects import NOTHING, Class, Container, Instance, Super, Tensor, Things
from tensortidy.semantics.hybridization.things import SYMBOLIC, TENSOR


class Instances(Calls):
    """Objects of the program."""

    def instantiate(self, definition: Class, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """An object of a class of the program, with what its constructor does."""
        made = self.make(frame, (node, definition), lambda: Instance(frame, definition))
        if made not in definition.instances:
            definition.instances.append(made)
        constructors = self.method_of(definition, "__init__", frame)
        for constructor in constructors:
            given = arguments.before(frozenset((made,)))
            self.call_function(constructor, given, node, frame, Way.BOUND)
        for finish in self.method_of(definition, "__post_init__", frame):
            self.call_function(finish, Arguments([frozenset((made,))]), node, frame, Way.BOUND)
        if not constructors:
            self._fill(made, definition, arguments)
            if self.kind_of_class(definition) is Kind.KERAS_MODEL:  # the functional API in a class
                self.let_escape(arguments)
        return frozenset((made,))

    def _fill(self, made: Instance, definition: Class, arguments: Arguments) -> None:
        """Fields of data classes and named tuples, in the order of their annotations."""
        names = [
            statement.target.id
            for statement in definition.source.node.body
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        ]
        for name, held in (*zip(names, arguments.positional, strict=False), *arguments.keywords.items()):
            if name in names:
                self.put(made, name, held)

    def call_instance(self, thing: Instance, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """``obj(x)``: ``__call__``, which in Keras calls ``build`` once, and ``call``."""
        given = arguments.before(frozenset((thing,)))
        found: Things = NOTHING
        own = self.method_of(thing.definition, "__call__", frame)
        for method in own:
            found |= self.call_function(method, given, node, frame, Way.BOUND)
        if own:
            return found
        kind = self.kind_of_class(thing.definition)
        if kind in CALLABLE_KINDS:
            self._build(thing, node, frame)
            return self._call_keras(thing, arguments, node, frame)
        for method in self.method_of(thing.definition, "forward", frame):
            found |= self.call_function(method, given, node, frame, Way.CALLABLE)
        if found or not self.library_bases(thing.definition):
            return found
        for method in self.method_of(thing.definition, "call", frame):
            found |= self.call_function(method, given, node, frame, Way.CALLABLE)
        return found or self.call_made(
            self.made(self.library_bases(thing.definition)[0], node, frame), arguments, node, frame
        )

    def _build(self, thing: Instance, node: ast.AST, frame: Frame) -> None:
        for build in self.method_of(thing.definition, "build", frame):
            shape = self.unknown(node, frame)
            self.call_function(build, Arguments([frozenset((thing,)), shape]), node, frame, Way.BUILD)

    def _call_keras(self, thing: Instance, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """Keras makes tensors of arrays before it calls ``call``."""
        self.note_computation("calls a layer or model", node, frame)
        given = arguments.before(frozenset((thing,)))
        methods = self.method_of(thing.definition, "call", frame)
        found: Things = NOTHING
        for method in methods:
            found |= self.call_function(method, given, node, frame, Way.CALLABLE)
        self.note_use(arguments.get(0), "is handed to a layer", node)
        if not methods:
            found = SYMBOLIC if self.is_symbolic(arguments) else TENSOR
        return found

    @staticmethod
    def is_symbolic(arguments: Arguments) -> bool:
        """Whether the first argument is what ``tf.keras.Input`` gives, or a container of that."""
        first = arguments.get(0)
        held = {
            item for thing in first if isinstance(thing, Container) for each in thing.fields.values() for item in each
        }
        tensors = [thing for thing in (*first, *held) if isinstance(thing, Tensor)]
        return (
            bool(tensors)
            and any(thing.kind == "symbolic" for thing in tensors)
            and not any(thing.kind == "tensor" for thing in tensors)
        )

    def super_attribute(self, thing: Super, name: str, node: ast.AST, frame: Frame) -> Things:
        """What an attribute of ``super()`` holds."""
        receiver = thing.receiver
        definition = receiver.definition if isinstance(receiver, Instance) else thing.definition
        found = self.find_in_class(definition, name, frame, after=thing.definition)
        if found:
            return self.bind(receiver, definition, found, node, frame)
        return self.member(receiver, name)
