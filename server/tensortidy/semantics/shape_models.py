"""What layers, models and functions of the file make of the shapes that they are given."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.names import Names
from tensortidy.semantics.shape_arithmetic import Group, Held, Length, Symbol, TensorShape, size
from tensortidy.semantics.shape_frames import Frame, Given, Instance, argument, named
from tensortidy.semantics.shape_makers import BATCH, ShapeMakers
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.uses import Uses

_DEEPEST = 5
_FORWARD = ("forward", "call", "__call__")
_MODELS = frozenset({Kind.MODULE, Kind.KERAS_MODEL, Kind.KERAS_LAYER})


class ShapeModels(ShapeMakers):
    """The shapes of what models and functions give."""

    def __init__(self, structure: Structure, names: Names, classes: Classes, uses: Uses, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self._structure = structure
        self._names = names
        self._classes = classes
        self._uses = uses
        self._frames: dict[tuple[object, ...], Frame] = {}
        self._answers: dict[tuple[ast.expr, Frame | None], Held | None] = {}
        self._lengths: dict[tuple[ast.expr, Frame | None], Length] = {}
        self._sources: dict[tuple[ast.expr, Frame | None], tuple[ast.expr, Frame | None]] = {}
        self._steps = 0
        self._depth = 0

    @abstractmethod
    def source(self, node: ast.expr, frame: Frame | None) -> tuple[ast.expr, Frame | None]:
        """The expression that makes what an expression is: behind variables, attributes and functions."""

    # ------------------------------------------------------------ layers and models

    def applied(
        self, function: ast.expr, given: Sequence[Held | None], call: ast.Call, frame: Frame | None
    ) -> Held | None:
        """What something gives that is called with tensors."""
        made, where = self.source(function, frame)
        local = self._names.definition(made)
        if isinstance(made, ast.Lambda) or isinstance(local, Function):
            target = made if isinstance(made, ast.Lambda) else local
            assert isinstance(target, Function | ast.Lambda)
            return self.returned(target, self.entered(target, call, frame, None, given))
        if not isinstance(made, ast.Call):
            return None
        definition = self._names.definition(made.func)
        if isinstance(definition, ast.ClassDef):
            return self._of_instance(Instance(definition, made, where), given, call, frame)
        name = self._names.qualified(made.func)
        first = given[0] if given else None
        return self._of_layer(name, made, first, where) if name is not None else None

    def _of_instance(
        self, instance: Instance, given: Sequence[Held | None], call: ast.Call, frame: Frame | None
    ) -> Held | None:
        """What an object of a class of the file gives: what its forward pass returns."""
        if self._classes.kind(instance.definition)[0] not in _MODELS:
            return None
        methods = (self._classes.own_method(instance.definition, name) for name in _FORWARD)
        method = next((found for found in methods if found is not None), None)
        if method is None:
            return None
        return self.returned(method, self.entered(method, call, frame, instance, given))

    def _of_layer(self, name: str, made: ast.Call, given: Held | None, frame: Frame | None) -> Held | None:
        knows = self._knowledge.is_one_of
        if knows(name, "sequential models"):
            return self._of_chain(made, given, frame)
        if knows(name, "models of inputs and outputs"):
            return self._of_functional(made, given, frame)
        if not isinstance(given, TensorShape) or not given.lengths:
            return None
        lengths: tuple[Length, ...] | None = None
        *before, _ = given.lengths
        library = "torch" if name.startswith("torch.") else "tensorflow"
        if knows(name, "layers that keep shapes"):
            return replace(given, library=library)
        if knows(name, "dense layers") or knows(name, "linear layers"):
            units = argument(made, 0 if knows(name, "dense layers") else 1, "units", "out_features")
            lengths = (*before, self.length(units, frame)) if units is not None else None
        elif knows(name, "flattening layers"):
            if argument(made, 0, "start_dim", "data_format") is None:
                lengths = (given.lengths[0], size(given.lengths[1:], made))
        elif knows(name, "pooling over everything"):
            if argument(made, 0, "keepdims", "data_format") is None:
                lengths = (given.lengths[0], given.lengths[-1])
        elif knows(name, "recurrent layers"):
            units, sequences = argument(made, 0, "units"), named(made, "return_sequences", "return_state")
            if units is not None and sequences is None:
                lengths = (given.lengths[0], self.length(units, frame))
        elif knows(name, "embedding layers"):
            width = argument(made, 1, "output_dim", "embedding_dim")
            lengths = (*given.lengths, self.length(width, frame)) if width is not None else None
        elif knows(name, "pooling layers") and len(given.lengths) > 2:
            lengths = self._pooled(name, given, made)
        elif knows(name, "convolutions with channels last") or knows(name, "convolutions with channels first"):
            lengths = self._convolved(name, made, given, frame)
        return TensorShape(lengths, made, library, is_output=True) if lengths is not None else None

    def _convolved(
        self, name: str, made: ast.Call, given: TensorShape, frame: Frame | None
    ) -> tuple[Length, ...] | None:
        last = self._knowledge.is_one_of(name, "convolutions with channels last")
        channels = argument(made, 0 if last else 1, "filters", "out_channels")
        if channels is None or len(given.lengths) < 3 or named(made, "data_format") is not None:
            return None
        between = tuple(Symbol("?", (made, at)) for at in range(len(given.lengths) - 2))
        width = self.length(channels, frame)
        return (given.lengths[0], *between, width) if last else (given.lengths[0], width, *between)

    @staticmethod
    def _pooled(name: str, given: TensorShape, made: ast.Call) -> tuple[Length, ...]:
        """As many axes, and as many channels."""
        between = tuple(Symbol("?", (made, at)) for at in range(len(given.lengths) - 2))
        first, last = given.lengths[0], given.lengths[-1]
        return (first, given.lengths[1], *between) if name.startswith("torch.") else (first, *between, last)

    def _of_chain(self, made: ast.Call, given: Held | None, frame: Frame | None) -> Held | None:
        """``Sequential([…])``, ``nn.Sequential(…)``, and the layers that ``model.add(…)`` puts behind them."""
        first = made.args[0] if made.args else named(made, "layers")
        parts = list(first.elts) if isinstance(first, ast.List | ast.Tuple) else list(made.args)
        added = self._added(made)
        if added is None:
            return None
        for part in (*parts, *added):
            if isinstance(part, ast.Starred):
                return None
            layer, _ = self.source(part, frame)
            name = self._names.qualified(layer.func) if isinstance(layer, ast.Call) else None
            if name is not None and self._knowledge.is_one_of(name, "inputs"):
                continue
            given = self.applied(part, (given,), made, frame)
            if given is None:
                return None
        return given

    def _added(self, made: ast.Call) -> list[ast.expr] | None:
        """The layers that are added to a model after it was made; None where that cannot be told."""
        statement = self._structure.parent(made)
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            return []
        name, block = statement.targets[0].id, self._structure.block(statement)
        found: list[ast.expr] = []
        for read in self._structure.reads(name):
            adds, call = self._structure.parent(read), None
            if isinstance(read, ast.Name) and isinstance(adds, ast.Attribute) and adds.attr in ("add", "pop", "append"):
                call = self._structure.parent(adds)
            if not isinstance(call, ast.Call) or self._structure.scope(read) is not self._structure.scope(made):
                continue
            if self._structure.statement(call) not in block or not call.args or call.lineno < made.lineno:
                return None
            found.append(call.args[0])
        return sorted(found, key=lambda node: (node.lineno, node.col_offset))

    def _of_functional(self, made: ast.Call, given: Held | None, frame: Frame | None) -> Held | None:
        """``keras.Model(inputs, outputs)``: its output, with as many rows as it is given."""
        outputs = argument(made, 1, "outputs")
        found = self.held(outputs, frame) if outputs is not None else None
        rows = given.lengths[0] if isinstance(given, TensorShape) and given.lengths else Symbol("?", made)
        return _with_rows(found, rows)

    def predicted(self, receiver: ast.expr, call: ast.Call, frame: Frame | None) -> Held | None:
        """What ``model.predict(x)`` of a Keras model gives: an array."""
        made, _ = self.source(receiver, frame)
        name = self._names.qualified(made.func) if isinstance(made, ast.Call) else None
        local = self._names.definition(made.func) if isinstance(made, ast.Call) else None
        is_model = name is not None and self._knowledge.call(name) is Kind.KERAS_MODEL
        if isinstance(local, ast.ClassDef):
            is_model = self._classes.kind(local)[0] is Kind.KERAS_MODEL
        given = argument(call, 0, "x")
        if not is_model or given is None:
            return None
        found = self.applied(receiver, (self.held(given, frame),), call, frame)
        return replace(found, library="numpy") if isinstance(found, TensorShape) else None

    # ------------------------------------------------------------ functions

    def mapped(self, function: ast.expr, element: Held, frame: Frame | None) -> Held | None:
        """What a function gives for an element of a dataset: a tuple is given as several arguments."""
        made, where = self.source(function, frame)
        target = made if isinstance(made, ast.Lambda) else self._names.definition(made)
        if not isinstance(target, Function | ast.Lambda):
            return None
        given = element.items if isinstance(element, Group) else (element,)
        named_ones = [parameter.arg for parameter in (*target.args.posonlyargs, *target.args.args)]
        if len(named_ones) != len(given) or (where is not None and where.depth >= _DEEPEST):
            return None
        depth = where.depth + 1 if where is not None else 1
        return self.returned(target, Frame(target, dict(zip(named_ones, given, strict=True)), None, depth))

    def entered(
        self,
        function: Function | ast.Lambda,
        call: ast.Call,
        frame: Frame | None,
        owner: Instance | None = None,
        given: Sequence[Held | None] | None = None,
    ) -> Frame | None:
        """The parameters of a function as a call gives them; ``given`` are positional ones of which all is known."""
        depth = frame.depth + 1 if frame is not None else 1
        if depth > _DEEPEST or any(isinstance(item, ast.Starred) for item in call.args):
            return None
        key = (function, call, frame, owner.call if owner is not None else None, tuple(given or ()))
        if key not in self._frames:
            positional = [item.arg for item in (*function.args.posonlyargs, *function.args.args)]
            told = dict[str, Given](defaults(function))
            written = [(item, frame) for item in call.args]
            behind_self = isinstance(function, Function) and self._classes.self_name(function) is not None
            told.update(zip(positional[behind_self:], written if given is None else given, strict=False))
            told.update({item.arg: (item.value, frame) for item in call.keywords if item.arg})
            self._frames[key] = Frame(function, told, owner, depth)
        return self._frames[key]

    def returned(self, function: Function | ast.Lambda, frame: Frame | None) -> Held | None:
        """What a function returns, where all its returns give the same shape."""
        if frame is None:
            return None
        if isinstance(function, ast.Lambda):
            return self.held(function.body, frame)
        if self._uses.is_generator(function):
            return None
        found: Held | None = None
        for node in self._structure.nodes_of(function):
            if isinstance(node, ast.Return):
                given = self.held(node.value, frame) if node.value is not None else None
                if given is None or (found is not None and given != found):
                    return None
                found = given
        return found


def _with_rows(found: Held | None, rows: Length) -> Held | None:
    """What a model of symbolic tensors gives for as many rows as are told."""
    if isinstance(found, TensorShape) and found.lengths[:1] == (BATCH,):
        return replace(found, lengths=(rows, *found.lengths[1:]), library="tensorflow")
    return Group(tuple(_with_rows(item, rows) for item in found.items)) if isinstance(found, Group) else None


def defaults(function: Function | ast.Lambda) -> dict[str, tuple[ast.expr, None]]:
    """The defaults of a function's parameters."""
    named_ones = [*function.args.posonlyargs, *function.args.args]
    found = {item.arg: value for item, value in zip(named_ones[::-1], function.args.defaults[::-1], strict=False)}
    for item, value in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if value is not None:
            found[item.arg] = value
    return {name: (value, None) for name, value in found.items()}
