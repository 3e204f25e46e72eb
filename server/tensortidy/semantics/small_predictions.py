"""Calls of ``predict`` for a few rows at a time, in a loop, and iterators over data sets that each pass makes anew."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.repetitions import Repetitions
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.unchanging import Unchanging
from tensortidy.semantics.uses import Uses
from tensortidy.semantics.values import Answer

# What a loop does so few times costs nobody much.
_FEW = 8


class Given(str, Enum):
    """What a call of ``predict`` is given in each pass."""

    SAMPLE = "one sample"
    BATCH = "one batch of a data set"
    DATASET = "a data set that is built for one sample"
    REPLAY = "one remembered step"


@dataclass(frozen=True)
class SmallPrediction:
    """A call of a Keras model's ``predict`` that a loop makes for a few rows in each pass.

    ``made`` is where what it is given comes from. ``called`` is the call in the loop of the function that predicts,
    where the loop is another function's.
    """

    call: ast.Call
    given: Given
    made: ast.AST
    loop: Loop
    called: ast.Call | None = None


class SmallPredictions:
    """Questions about predictions, and iterators over data sets, in the loops of one module."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        inference: Inference,
        knowledge: Knowledge,
        repetitions: Repetitions,
        unchanging: Unchanging,
        uses: Uses,
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._knowledge = knowledge
        self._repetitions = repetitions
        self._unchanging = unchanging
        self._uses = uses

    def repeated(self, call: ast.Call) -> SmallPrediction | None:
        """What a loop predicts in small pieces by a call, where receiver, data and loop are known for certain."""
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "predict" or not call.args:
            return None
        if self._inference.value(call.func.value).is_a(Kind.KERAS_MODEL) is not Answer.YES:
            return None
        if self._has_its_own(call.func) or any(item.arg in (None, "callbacks") for item in call.keywords):
            return None
        found = self._loop(call)
        if found is None:
            return None
        loop, called = found
        if called is None and self._is_bound_in(call.func.value, loop):
            return None  # another model in each pass
        small = self._small(call.args[0], call)
        return SmallPrediction(call, *small, loop, called) if small is not None else None

    def iterator_made_anew(self, call: ast.Call) -> Loop | None:
        """The loop in each of whose passes a call begins anew with the same data set, to take its first element."""
        data = self._iterated_anew(call)
        loop = self._structure.loop(call)
        if data is None or loop is None or self._repetitions.is_few(loop, _FEW):
            return None
        if self._inference.value(data).is_a(Kind.DATASET) is not Answer.YES:
            return None
        if not (self._unchanging.is_repeated(call, loop) and self._unchanging.is_invariant(data, loop)):
            return None
        return loop

    # ------------------------------------------------------------ loops

    def _loop(self, call: ast.Call) -> tuple[Loop, ast.Call | None] | None:
        """The loop that repeats a call, or calls of the function that it stands in."""
        loop = self._structure.loop(call)
        if loop is not None:
            outermost = [*self._structure.loops(call)]
            return None if all(self._repetitions.is_few(item, _FEW) for item in outermost) else (loop, None)
        function = self._structure.function(call)
        if not isinstance(function, Function) or function.name.startswith("on_"):
            return None
        for use in self._uses.of(function):
            outer = self._structure.parent(use)
            around = self._structure.loop(use)
            if isinstance(outer, ast.Call) and outer.func is use and around is not None:
                if not self._repetitions.is_few(around, _FEW):
                    return around, outer
        return None

    def _is_bound_in(self, receiver: ast.expr, loop: Loop) -> bool:
        if not isinstance(receiver, ast.Name):
            return not isinstance(receiver, ast.Attribute)
        return any(self._structure.inside(item.node, loop) for item in self._names.bindings(receiver.id, receiver))

    def _has_its_own(self, method: ast.Attribute) -> bool:
        """Whether the model's class has a ``predict`` of its own."""
        owner = self._inference.value(method.value).definition
        if owner is None:
            return False
        return not isinstance(owner, ast.ClassDef) or self._classes.own_method(owner, "predict") is not None

    # ------------------------------------------------------------ what is given

    def _small(self, data: ast.expr, call: ast.Call) -> tuple[Given, ast.AST] | None:
        """What a few rows are, and where they are made."""
        for made in self._makers(data):
            if self._is_single(made):
                return Given.SAMPLE, made
            if isinstance(made, ast.Call) and self._is_built(made) and self._structure.loop(made) is not None:
                return Given.DATASET, made
        if not isinstance(data, ast.Name):
            return None
        bindings = self._names.bindings(data.id, data)
        values = [item.value for item in bindings if item.value is not None]
        if values and len(values) == len(bindings) and all(self._is_single(value) for value in values):
            return Given.SAMPLE, values[0]
        for item in bindings:
            loop = self._structure.statement(item.node)
            if isinstance(loop, ast.For | ast.AsyncFor) and loop in self._structure.loops(call):
                source = loop.iter
                if self._inference.value(_unwrapped(source)).is_a(Kind.DATASET) is Answer.YES:
                    return None if self._takes_few(source) else (Given.BATCH, source)
                if any(self._is_sample(made) for made in self._makers(source)):
                    return Given.REPLAY, source
        return None

    def _makers(self, node: ast.expr) -> Iterator[ast.expr]:
        """An expression, or what the variable that it is was given, where each of its assignments is plain."""
        if not isinstance(node, ast.Name):
            yield node
            return
        statement = self._structure.statement(node)
        beside = self._structure.block(statement) if statement is not None else ()
        before = [item for item in self._names.bindings(node.id, node) if item.value is not None]
        before = [item for item in before if isinstance(item.node, ast.stmt) and item.node.lineno <= node.lineno]
        if before and before[-1].node in beside and before[-1].value is not None:
            yield before[-1].value

    def _is_single(self, node: ast.expr) -> bool:
        """``x[None]``, ``np.expand_dims(x, 0)``, ``x.reshape(1, -1)``, ``np.array([x])``: a batch of one."""
        match node:
            case ast.Subscript(slice=ast.Tuple(elts=[first, *_])) | ast.Subscript(slice=first):
                name = self._names.qualified(first)
                none = isinstance(first, ast.Constant) and first.value is None
                return none or name in ("numpy.newaxis", "tensorflow.newaxis")
            case ast.Call(func=func, args=args, keywords=keywords):
                name = self._names.qualified(func) or ""
                axes = [*args[1:2], *(item.value for item in keywords if item.arg == "axis")]
                if self._knowledge.is_one_of(name, "adding an axis"):
                    return bool(axes) and _is_number(axes[0], 0)
                if self._knowledge.is_one_of(name, "making arrays"):
                    return bool(args) and isinstance(args[0], ast.List) and len(args[0].elts) == 1 and (
                        isinstance(args[0].elts[0], ast.Name | ast.Attribute | ast.List)
                    )  # fmt: skip
                if name in ("numpy.reshape", "tensorflow.reshape"):
                    return len(args) > 1 and self._begins_with_one(args[1:2])
                if isinstance(func, ast.Attribute) and func.attr == "reshape" and not name:
                    return self._begins_with_one(args)
        return False

    @staticmethod
    def _begins_with_one(shape: list[ast.expr]) -> bool:
        first = shape[0] if shape else None
        if isinstance(first, ast.Tuple | ast.List):
            first = first.elts[0] if first.elts else None
            return _is_number(first, 1)
        return _is_number(first, 1) and len(shape) > 1

    def _is_built(self, call: ast.Call) -> bool:
        """``tf.data.Dataset.from_tensors(x)`` and the like for one sample, with the steps of a pipeline behind it."""
        if self._inference.value(call).is_a(Kind.DATASET) is not Answer.YES:
            return False
        for part in self._structure.walk(call):
            if isinstance(part, ast.Call) and part.args:
                name = self._names.qualified(part.func)
                if name == "tensorflow.data.Dataset.from_tensors":
                    return True
                if name == "tensorflow.data.Dataset.from_tensor_slices":
                    return any(self._is_single(made) for made in self._makers(part.args[0]))
        return False

    def _is_sample(self, node: ast.expr) -> bool:
        """``random.sample(memory, 32)``."""
        return isinstance(node, ast.Call) and self._names.qualified(node.func) in ("random.sample", "random.choices")

    @staticmethod
    def _takes_few(source: ast.expr) -> bool:
        """``dataset.take(1)``."""
        for node in ast.walk(source):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "take":
                return True
        return False

    # ------------------------------------------------------------ iterators

    def _iterated_anew(self, call: ast.Call) -> ast.expr | None:
        """The data set of ``next(iter(dataset))`` and ``dataset.make_one_shot_iterator()``."""
        name = self._names.qualified(call.func)
        if name == "next" and call.args:
            inner = call.args[0]
            made = isinstance(inner, ast.Call) and self._names.qualified(inner.func) == "iter" and len(inner.args) == 1
            return inner.args[0] if isinstance(inner, ast.Call) and made else None
        if self._knowledge.is_one_of(name, "makers of iterators") and call.args:
            return call.args[0]
        if isinstance(call.func, ast.Attribute) and call.func.attr in _ITERATORS:
            return call.func.value
        return None


_ITERATORS = frozenset({"make_one_shot_iterator", "make_initializable_iterator"})


def _unwrapped(node: ast.expr) -> ast.expr:
    """The data set of ``enumerate(dataset)``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
        return node.args[0] if node.func.id in ("enumerate", "tqdm") else node
    return node


def _is_number(node: ast.expr | None, number: int) -> bool:
    return isinstance(node, ast.Constant) and node.value == number and not isinstance(node.value, bool)
