"""Datasets and data loaders: the shapes of their elements and batches."""

from __future__ import annotations

import ast
from dataclasses import replace

from tensortidy.semantics.shape_arithmetic import (
    Group,
    Held,
    Length,
    Stream,
    Symbol,
    TensorShape,
    batched,
    in_library,
    sliced,
)
from tensortidy.semantics.shape_frames import Frame, argument, named
from tensortidy.semantics.shape_makers import BATCH
from tensortidy.semantics.shape_sources import ShapeSources

_PASSING_ON = frozenset({"tqdm", "tqdm.tqdm", "tqdm.auto.tqdm", "tqdm.notebook.tqdm", "iter", "list"})


class ShapeStreams(ShapeSources):
    """What gives tensors one after another."""

    def element(self, node: ast.expr, frame: Frame | None) -> Held | None:
        """What iterating over an expression gives."""
        if isinstance(node, ast.Call) and node.args:
            name = self._names.qualified(node.func)
            if name in _PASSING_ON:
                return self.element(node.args[0], frame)
            if name == "enumerate":
                return Group((TensorShape((), node), self.element(node.args[0], frame)))
            if name == "zip":
                return Group(tuple(self.element(item, frame) for item in node.args))
            if name == "range":
                return TensorShape((), node)
        held = self.held(node, frame)
        return held.element if isinstance(held, Stream) else sliced(held) if isinstance(held, TensorShape) else None

    def of_library(self, name: str, node: ast.Call, frame: Frame | None) -> Held | None:
        """What a library's function gives, that of datasets and loaders too."""
        knows = self._knowledge.is_one_of
        first = node.args[0] if node.args else None
        match name:
            case "tensorflow.data.Dataset.from_tensor_slices" if first is not None:
                return Stream(in_library(sliced(self.held(first, frame)), "tensorflow"))
            case "tensorflow.data.Dataset.from_tensors" if first is not None:
                return Stream(in_library(self.held(first, frame), "tensorflow"))
            case "tensorflow.data.Dataset.zip" if first is not None:
                parts = first.elts if isinstance(first, ast.Tuple | ast.List) else node.args
                streams = [self.held(item, frame) for item in parts]
                return Stream(Group(tuple(item.element if isinstance(item, Stream) else None for item in streams)))
            case "torch.utils.data.TensorDataset":
                return Stream(sliced(Group(tuple(self.held(item, frame) for item in node.args))))
            case "torch.utils.data.DataLoader" if first is not None:
                return self._loaded(node, first, frame)
            case "sklearn.model_selection.train_test_split":
                return self._split(node, frame)
            case "next" if first is not None:
                return self.element(first, frame)
            case "iter" if first is not None:
                return self.held(first, frame)
        if knows(name, "inputs"):
            return self._of_input(node, frame)
        if knows(name, "dense functions") and first is not None:
            given, units = self.shape(first, frame), argument(node, 1, "units", "num_outputs")
            if given is None or not given.lengths or units is None:
                return None
            lengths = (*given.lengths[:-1], self.length(units, frame))
            return TensorShape(lengths, node, "tensorflow", is_output=True)
        return self.samples(name, node, frame) or self.made_by(name, node, frame)

    def _of_input(self, node: ast.Call, frame: Frame | None) -> Held | None:
        """``keras.Input((10,))``."""
        given = argument(node, 0, "shape")
        lengths = self.lengths(given, frame) if given is not None else None
        return TensorShape((BATCH, *lengths), node, "keras") if lengths is not None else None

    def _loaded(self, node: ast.Call, data: ast.expr, frame: Frame | None) -> Held | None:
        """``DataLoader(dataset, batch_size=32)``: the last batch may be smaller, but is so for all of its parts."""
        held = self.held(data, frame)
        given = argument(node, 1, "batch_size")
        count = self.integer(given, frame) if given is not None else 1
        held = held or self._of_own_dataset(data, frame)
        if not isinstance(held, Stream) or named(node, "collate_fn", "batch_sampler") is not None:
            return None
        length: Length = 1 if count == 1 else Symbol(str(count or "batch"), node)
        return Stream(batched(held.element, length, node))

    def _of_own_dataset(self, data: ast.expr, frame: Frame | None) -> Stream | None:
        """A dataset of the file: what its ``__getitem__`` returns for a number."""
        owner = self.instance(data, frame)
        getter = self._classes.own_method(owner.definition, "__getitem__") if owner is not None else None
        if owner is None or getter is None:
            return None
        index = TensorShape((), owner.call)
        element = self.returned(getter, self.entered(getter, owner.call, frame, owner, (index,)))
        return Stream(in_library(element, "torch"))

    def _split(self, node: ast.Call, frame: Frame | None) -> Held | None:
        """``train_test_split(X, y)``: two parts of each, of the same two lengths."""
        parts: list[Held | None] = []
        for item in node.args:
            found = self.shape(item, frame)
            for text in ("training rows", "test rows"):
                length = Symbol(text, (node, text))
                parts.append(replace(found, lengths=(length, *found.lengths[1:])) if found is not None else None)
        return Group(tuple(parts))

    def of_dataset(self, stream: Stream, name: str, call: ast.Call, frame: Frame | None) -> Stream | None:
        """What a method of a dataset gives: ``dataset.shuffle(100).batch(32)``."""
        if name in self._knowledge.members("tensor", "keeping elements"):
            return stream
        if name == "batch":
            given = argument(call, 0, "batch_size")
            count = self.integer(given, frame)
            return Stream(batched(stream.element, Symbol(str(count or "batch"), call), call))
        if name == "unbatch":
            return Stream(sliced(stream.element))
        if name == "map" and call.args and stream.element is not None:
            return Stream(self.mapped(call.args[0], stream.element, frame))
        return None
