"""Functions of TensorFlow that call functions, and those that make datasets."""

from __future__ import annotations

import ast

from tensortidy.semantics.hybridization.builtin_functions import BuiltinFunctions
from tensortidy.semantics.hybridization.frames import Arguments, Frame
from tensortidy.semantics.hybridization.objects import (
    ELEMENT,
    NOTHING,
    Array,
    Container,
    Dataset,
    Tensor,
    Thing,
    Things,
)
from tensortidy.semantics.hybridization.things import TENSOR, is_tensor, tensor

DEEPEST_STRUCTURE = 4
"""Elements of datasets are followed into so many containers within one another."""


class ControlFunctions(BuiltinFunctions):
    """What graph control flow and datasets give."""

    def _graph_function(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """``tf.function(f)`` calls f."""
        given = arguments.get(0, "func")
        return given or frozenset((self.made("tensorflow.function", node, frame),))

    def _cond(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        self.note_computation("branches in a graph", node, frame)
        found: Things = NOTHING
        for held in (*arguments.positional, *arguments.keywords.values()):
            found |= self.call_back(frozenset(t for t in held if not is_tensor(t)), [], node, frame)
        return found or TENSOR

    def _while_loop(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        self.note_computation("loops in a graph", node, frame)
        variables = arguments.get(2, "loop_vars")
        items = self._items(variables, node, frame)
        self.call_back(arguments.get(0, "cond"), items, node, frame)
        self.call_back(arguments.get(1, "body"), items, node, frame)
        return variables

    def _items(self, things: Things, node: ast.AST, frame: Frame) -> list[Things]:
        for thing in things:
            if isinstance(thing, Container) and ELEMENT not in thing.fields and thing.kind in ("list", "tuple"):
                return [self.get(thing, place, frame) for place in range(len(thing.fields))]
        return [self.element(things, node, frame)]

    def _mapped(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        self.note_computation("maps over a tensor", node, frame)
        given = self._sliced(arguments.get(1, "elems"), node, frame)
        self.call_back(arguments.get(0, "fn"), [given], node, frame)
        return TENSOR

    def _folded(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        self.note_computation("folds a tensor", node, frame)
        given = self._sliced(arguments.get(1, "elems"), node, frame)
        first = arguments.get(2, "initializer") or given
        self.call_back(arguments.get(0, "fn"), [first, given], node, frame)
        return TENSOR

    def _called_with_list(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        self.note_computation("calls Python from a graph", node, frame)
        self.call_back(arguments.get(0, "func"), self._items(arguments.get(1, "inp"), node, frame), node, frame)
        return TENSOR

    def _structure_mapped(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        items = [self._leaves(item, frame) for item in arguments.positional[1:]]
        held = self.call_back(arguments.get(0, "func"), items, node, frame)
        return held | frozenset((self.list_of(held, node, frame),))

    def _flattened(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        return frozenset((self.list_of(self._leaves(arguments.get(0), frame), node, frame),))

    def _leaves(self, things: Things, frame: Frame) -> Things:
        """What stands in containers, at any depth."""
        seen: set[Thing] = set()
        ahead = [things]
        while ahead:
            for thing in ahead.pop():
                if thing in seen:
                    continue
                seen.add(thing)
                if isinstance(thing, Container):
                    ahead.append(self.get_all(thing, frame))
        return frozenset(thing for thing in seen if not isinstance(thing, Container))

    def _sliced(self, things: Things, node: ast.AST, frame: Frame, tag: str = "slice") -> Things:
        """One element along the first axis of tensors, in the structure that they are in."""
        found: Things = NOTHING
        for thing in things:
            if isinstance(thing, Container) and is_structure(thing) and tag.count(".") < DEEPEST_STRUCTURE:
                made = self.container(thing.kind, node, frame, tag)
                for key, held in list(thing.fields.items()):
                    self.put(made, key, self._sliced(held, node, frame, f"{tag}.{key}"))
                found |= {made}
            elif isinstance(thing, Tensor | Array) and thing.shape:
                found |= {tensor(thing.dtype, thing.shape[1:])}
            else:
                found |= TENSOR
        return found

    def _slices(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        return self.dataset(self._sliced(arguments.get(0, "tensors"), node, frame), node, frame)

    def _whole(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        given = arguments.get(0, "tensors")
        is_structure = any(isinstance(thing, Container) and thing.kind in ("tuple", "dict") for thing in given)
        return self.dataset(given if is_structure else TENSOR, node, frame)

    def _generated(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        given = self.call_back(arguments.get(0, "generator"), [], node, frame)
        produced = self.element(given, node, frame)
        return self.dataset(self._sliced(produced, node, frame) if produced else TENSOR, node, frame)

    def _counted(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        return self.dataset(frozenset((tensor("int64", ()),)), node, frame)

    def _zipped(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        given = arguments.get(0)
        items: list[Things] = [
            frozenset(thing for thing in held if isinstance(thing, Dataset)) for held in arguments.positional
        ]
        for thing in given:
            if isinstance(thing, Container) and ELEMENT not in thing.fields:
                items = [self.get(thing, place, frame) for place in range(len(thing.fields))]
        elements = [self.element(item, node, frame) for item in items]
        row = self.tuple_of(elements, node, frame, kind="tuple", tag="row")
        return self.dataset(frozenset((row,)), node, frame)

    def _loaded(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """``tfds.load``: a dataset, or several, which hand on whatever they are asked for."""
        return self.dataset(TENSOR, node, frame) | frozenset(
            (self.list_of(self.dataset(TENSOR, node, frame), node, frame),)
        )


def is_structure(thing: Container) -> bool:
    """Whether a container is one that TensorFlow takes apart: a tuple or dict whose places are known."""
    return thing.kind in ("tuple", "dict") and ELEMENT not in thing.fields
