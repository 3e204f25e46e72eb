"""Attributes: of instances through their classes, of modules, of libraries' objects and of tensors."""

from __future__ import annotations

import ast

from tensortidy.knowledge import Kind
from tensortidy.semantics.hybridization.frames import Arguments, Event, Frame, Way, line_of
from tensortidy.semantics.hybridization.machinery import Machinery
from tensortidy.semantics.hybridization.objects import (
    ELEMENT,
    NOTHING,
    Array,
    Bound,
    Class,
    Container,
    Dataset,
    Function,
    Instance,
    Library,
    Literal,
    Made,
    Member,
    Module,
    Object,
    Partial,
    Super,
    Tensor,
    Thing,
    Things,
    Unknown,
)
from tensortidy.semantics.hybridization.things import TENSOR, VARIABLE, in_order, library, tensor

VARIABLES_OF_MODELS = frozenset({
    "weights", "trainable_weights", "non_trainable_weights", "trainable_variables", "non_trainable_variables",
    "variables",
})  # fmt: skip
_VARIABLE_OF_LAYERS = frozenset({"kernel", "bias", "gamma", "beta", "embeddings", "moving_mean", "moving_variance"})
_SYMBOLIC_OF_MODELS = frozenset({"input", "output", "inputs", "outputs"})
_TENSOR_IN_TENSORS = frozenset({
    "T", "values", "indices", "dense_shape", "flat_values", "row_splits", "real", "imag", "at",
})  # fmt: skip
_OF_TENSORS = frozenset({"shape", "dtype", "get_shape", "set_shape", "numpy"})
_ARRAY_IN_ARRAYS = frozenset({"T", "real", "imag", "flat"})
_LARGEST_HIERARCHY = 40


class Attributes(Machinery):
    """What attributes hold, and where they are written to."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self._members: dict[tuple[Thing, str], Member] = {}
        self.namespaces: dict[str, Module] = {}
        """Modules of the program below folders without ``__init__.py``, by their full names."""
        self._hierarchies: dict[Class, list[Thing]] = {}
        self._bounds: dict[tuple[Thing, Function], Bound] = {}

    def attribute(self, things: Things, name: str, node: ast.AST, frame: Frame) -> Things:
        """What an attribute of something holds."""
        if len(things) == 1:
            (thing,) = things
            return self._attribute(thing, name, node, frame)
        return frozenset().union(*(self._attribute(thing, name, node, frame) for thing in things))

    def _attribute(self, thing: Thing, name: str, node: ast.AST, frame: Frame) -> Things:
        match thing:
            case Library():
                below = self.namespaces.get(f"{thing.name}.{name}")
                return (
                    frozenset((below,))
                    if below is not None
                    else frozenset((self.library_name(f"{thing.name}.{name}"),))
                )
            case Instance():
                return self._of_instance(thing, name, node, frame)
            case Module():
                return self._of_module(thing, name, frame)
            case Class():
                return self._of_class(thing, name, frame)
            case Tensor():
                if name in _TENSOR_IN_TENSORS:
                    return TENSOR if thing.kind != "symbolic" else frozenset((tensor(kind="symbolic"),))
                return self.member(thing, name)
            case Array():
                return frozenset((thing,)) if name in _ARRAY_IN_ARRAYS else self.member(thing, name)
            case Super():
                return self.super_attribute(thing, name, node, frame)
            case Made():
                return self.get(thing, name, frame) or self._of_made(thing, thing.name, name, node, frame)
            case Unknown():
                held = self.get(thing, name, frame)
                thing.is_object = True
                if name in _OF_TENSORS:
                    self.note_use(frozenset((thing,)), f"has `.{name}`", node)
                if name in VARIABLES_OF_MODELS:
                    return held | self._variables(node, frame)
                return held or self.part(thing, name)
            case Function() | Partial():
                return self.get(thing, name, frame) or self.member(thing, name)
            case Container():
                return self.get(thing, name, frame) or self.member(thing, name)
            case Member():
                if name in VARIABLES_OF_MODELS:
                    return self._variables(node, frame)
                return (
                    self.member(thing.receiver, f"{thing.name}.{name}")
                    if thing.name.count(".") < 3
                    else (frozenset((thing,)))
                )
            case Dataset() | Literal() | Bound():
                return self.member(thing, name)
        return NOTHING

    def library_name(self, name: str) -> Library:
        """The thing of a library behind a full name, under the one name by which facts about it are kept."""
        name = self.knowledge.canonical_name(name.removeprefix("builtins."))
        return library(name.replace("tensorflow.compat.v1.", "tensorflow.", 1))

    def member(self, receiver: Thing, name: str) -> Things:
        """An attribute or method of something that is no object of the program's."""
        found = self._members.get((receiver, name))
        if found is None:
            found = self._members[receiver, name] = Member(receiver, name)
        return frozenset((found,))

    def bound(self, receiver: Thing, function: Function) -> Bound:
        """A method with its receiver."""
        found = self._bounds.get((receiver, function))
        if found is None:
            found = self._bounds[receiver, function] = Bound(receiver, function)
        return found

    # ------------------------------------------------------------ classes

    def hierarchy(self, definition: Class) -> list[Thing]:
        """A class and all that it derives from, those of libraries by name, in the order of lookup."""
        known = self._hierarchies.get(definition)
        if known is not None:
            return known
        found: dict[Thing, None] = {}
        ahead: list[Thing] = [definition]
        while ahead and len(found) < _LARGEST_HIERARCHY:
            thing = ahead.pop(0)
            if thing not in found:
                found[thing] = None
                if isinstance(thing, Class):
                    ahead = [*thing.bases, *ahead]
        self._hierarchies[definition] = list(found)
        return self._hierarchies[definition]

    def derive(self, definition: Class, base: Thing) -> None:
        """A class has a base."""
        if base not in definition.bases and base is not definition:
            definition.bases.append(base)
            self._hierarchies.clear()

    def library_bases(self, definition: Class) -> list[str]:
        """The full names of all libraries' classes that a class derives from."""
        return [thing.name for thing in self.hierarchy(definition) if isinstance(thing, Library)]

    def kind_of_class(self, definition: Class) -> Kind | None:
        """Whether instances of a class are Keras models, layers, optimizers or the like."""
        kinds = [self.knowledge.instance_of(name) for name in self.library_bases(definition)]
        return next((kind for kind in kinds if kind is not None), None)

    def find_in_class(self, definition: Class, name: str, frame: Frame, after: Class | None = None) -> Things:
        """What a name means in a class or the first of its bases that has it, those after one class only."""
        is_reached = after is None
        for thing in self.hierarchy(definition):
            if is_reached and isinstance(thing, Class):
                found = self.get(thing, name, frame)
                if found:
                    return found
            is_reached = is_reached or thing is after
        return NOTHING

    def method_of(self, definition: Class, name: str, frame: Frame) -> list[Function]:
        """The functions of the program that a class has under a name."""
        return [thing for thing in self.find_in_class(definition, name, frame) if isinstance(thing, Function)]

    def bind(self, receiver: Thing, definition: Class, found: Things, node: ast.AST, frame: Frame) -> Things:
        """What is found in a class, as an instance of it sees it."""
        if not any(isinstance(thing, Function) for thing in found):
            return found
        result: set[Thing] = set()
        for thing in found:
            if not isinstance(thing, Function) or thing.role == "static":
                result.add(thing)
            elif thing.role == "property" and not self.options.speculative:
                result |= self.unknown(node, frame)
            elif thing.role == "property":
                arguments = Arguments([frozenset((receiver,))])
                result |= self.call_function(thing, arguments, node, frame, Way.BOUND)
            else:
                result.add(self.bound(definition if thing.role == "class" else receiver, thing))
        return frozenset(result)

    def _of_class(self, thing: Class, name: str, frame: Frame) -> Things:
        found = self.find_in_class(thing, name, frame)
        if found:
            return frozenset(
                self.bound(thing, item) if isinstance(item, Function) and item.role == "class" else item
                for item in found
            )
        bases = self.library_bases(thing)
        return frozenset((self.library_name(f"{bases[0]}.{name}"),)) if bases else self.member(thing, name)

    def _of_instance(self, thing: Instance, name: str, node: ast.AST, frame: Frame) -> Things:
        held = self.get(thing, name, frame)
        if held:
            return held
        if name == "__class__":
            return frozenset((thing.definition,))
        found = self.find_in_class(thing.definition, name, frame)
        if found:
            return self.bind(thing, thing.definition, found, node, frame)
        bases = self.library_bases(thing.definition)
        if bases:
            return self._of_made(thing, bases[0], name, node, frame)
        for getter in self.method_of(thing.definition, "__getattr__", frame):
            return self.call_function(getter, Arguments([frozenset((thing,))]), node, frame, Way.BOUND)
        return self.part(thing, name) if thing.creator is None else NOTHING

    def _of_made(self, thing: Object, made_by: str, name: str, node: ast.AST, frame: Frame) -> Things:
        """An attribute that a library gives to its objects."""
        if name in VARIABLES_OF_MODELS:
            return self._variables(node, frame)
        if made_by.startswith("keras."):
            if name in _VARIABLE_OF_LAYERS:
                return VARIABLE
            if name in _SYMBOLIC_OF_MODELS and isinstance(thing, Made):
                return frozenset((tensor(kind="symbolic"),))
            if name == "losses":
                return frozenset((self.list_of(TENSOR, node, frame, tag="losses"),))
        if made_by.startswith("pandas") and name == "values":
            return self.array(node, frame)
        return self.member(thing, name)

    def _variables(self, node: ast.AST, frame: Frame) -> Things:
        return frozenset((self.list_of(VARIABLE, node, frame, tag="variables"),))

    # ------------------------------------------------------------ modules

    def _of_module(self, thing: Module, name: str, frame: Frame) -> Things:
        found = self.get(thing, name, frame)
        if found:
            return found
        if thing.stars:
            return frozenset((self.library_name(f"{thing.stars[-1]}.{name}"),))
        return NOTHING

    # ------------------------------------------------------------ writing

    def set_attribute(self, owners: Things, name: str, held: Things, node: ast.AST, frame: Frame) -> None:
        """``owner.name = …``."""
        for owner in owners:
            setter = self._accessor(owner, f"{name}.setter", frame)
            if setter is not None:
                self.call_function(setter, Arguments([frozenset((owner,)), held]), node, frame, Way.BOUND)
            elif isinstance(owner, Object):
                self.write(owner, name, held, node, frame, f"assigns the attribute `{name}`")
            elif isinstance(owner, Super | Member) and isinstance(owner.receiver, Object):
                self.write(owner.receiver, name, held, node, frame, f"assigns the attribute `{name}`")
            elif isinstance(owner, Library):
                frame.writes.setdefault((None, name), Event(f"assigns `{owner.name}.{name}`", line_of(node)))

    def set_item(self, owners: Things, index: Things, held: Things, node: ast.AST, frame: Frame) -> None:
        """``owner[index] = …``."""
        key = next(iter(self.constants(index)), None) if len(index) == 1 else None
        for owner in owners:
            if isinstance(owner, Instance):
                arguments = Arguments([frozenset((owner,)), index, held])
                for setter in self.method_of(owner.definition, "__setitem__", frame):
                    self.call_function(setter, arguments, node, frame, Way.BOUND)
            elif isinstance(owner, Object):
                place = key if isinstance(key, int | str) and isinstance(owner, Container) else ELEMENT
                self.write(owner, place, held, node, frame, "puts an item into something")
            elif isinstance(owner, Member) and isinstance(owner.receiver, Object):
                self.write(owner.receiver, ELEMENT, NOTHING, node, frame, "puts an item into something")

    def delete_attribute(self, owners: Things, name: str, node: ast.AST, frame: Frame) -> None:
        """``del owner.name``."""
        for owner in owners:
            deleter = self._accessor(owner, f"{name}.deleter", frame)
            if deleter is not None:
                self.call_function(deleter, Arguments([frozenset((owner,))]), node, frame, Way.BOUND)
            else:
                self.set_attribute(frozenset((owner,)), name, NOTHING, node, frame)

    def _accessor(self, owner: Thing, name: str, frame: Frame) -> Function | None:
        """The function of the program that assigns or deletes an attribute."""
        if not isinstance(owner, Instance) or not self.options.speculative:
            return None
        found = self.find_in_class(owner.definition, name, frame)
        return next((thing for thing in in_order(found) if isinstance(thing, Function)), None)
