"""Eager tensors and gradient tapes of TensorFlow that are kept although nobody needs them any more."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.accumulation import Accumulation, Accumulations
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.shapes import decorator_named
from tensortidy.semantics.structure import Function, Loop, Structure

_COMPILED = frozenset(
    {"tensorflow.function", "tensorflow.compat.v1.function", "tensorflow.autograph.experimental.do_not_convert"}
)
_PREDICTS = frozenset({"predict", "predict_on_batch", "call"})


class Reading(str, Enum):
    """What becomes of a list of tensors after the loop that fills it."""

    NEVER = "never read"
    COUNTED = "only counted"
    LAST = "read for its last element only"
    REDUCED = "read one by one, each for a number"


@dataclass(frozen=True)
class KeptEagerTensor:
    """A statement that keeps a whole tensor of each iteration in a list, of which less would do.

    ``made`` is the call that makes the tensor.
    """

    accumulation: Accumulation
    made: ast.AST
    reading: Reading


@dataclass(frozen=True)
class PersistentTape:
    """A persistent tape that a loop opens and does not delete.

    ``call`` makes it, ``block`` records into it under the name ``name``. ``uses`` are the calls that ask it for
    gradients, ``last`` the statement beside ``block`` that holds the last of them.
    """

    call: ast.Call
    persistent: ast.keyword
    block: ast.With
    name: str
    uses: tuple[ast.Call, ...]
    last: ast.stmt
    loop: Loop


class KeptTensors:
    """Questions about the tensors and tapes that the loops of one module keep."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        inference: Inference,
        knowledge: Knowledge,
        accumulations: Accumulations,
    ) -> None:
        self._structure = structure
        self._names = names
        self._inference = inference
        self._knowledge = knowledge
        self._accumulations = accumulations

    def kept(self, statement: ast.stmt) -> KeptEagerTensor | None:
        """The whole tensors that a statement keeps in a list of which only a little is ever read, for certain."""
        if not self._appends(statement) or self._is_compiled(statement):
            return None
        found = self._accumulations.accumulation(statement)
        if found is None or found.adds or not isinstance(found.target, ast.Name):
            return None
        made = self._whole(found.value)
        reading = self._reading(found, found.target) if made is not None else None
        return KeptEagerTensor(found, made, reading) if made is not None and reading is not None else None

    def persistent_tape(self, call: ast.Call) -> PersistentTape | None:
        """The persistent tape that a call opens in a loop, where its last use is known and nothing deletes it."""
        persistent = next((item for item in call.keywords if item.arg == "persistent"), None)
        if persistent is None or not (isinstance(persistent.value, ast.Constant) and persistent.value.value is True):
            return None
        if not self._knowledge.is_one_of(self._names.qualified(call.func), "gradient tapes"):
            return None
        block, loop = self._structure.statement(call), self._structure.loop(call)
        if not isinstance(block, ast.With) or loop is None or self._is_compiled(call):
            return None
        name = next((item.optional_vars.id for item in block.items
                     if item.context_expr is call and isinstance(item.optional_vars, ast.Name)), None)  # fmt: skip
        uses = self._gradients(name, block, loop) if name is not None else None
        if name is None or not uses:
            return None
        beside = self._structure.block(block)
        last = [item for item in beside if any(self._structure.inside(use, item) for use in uses)]
        return PersistentTape(call, persistent, block, name, tuple(uses), last[-1], loop)

    # ------------------------------------------------------------ lists

    def _appends(self, statement: ast.stmt) -> bool:
        """``values.append(x)``."""
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr=method, value=ast.Name()), args=[_])):
                return method in ("append", "add")
        return False

    def _whole(self, value: ast.expr) -> ast.AST | None:
        """The call that makes a tensor of many elements."""
        if isinstance(value, ast.Name):
            bindings = self._names.bindings(value.id, value)
            return self._whole(bindings[0].value) if len(bindings) == 1 and bindings[0].value is not None else None
        if not isinstance(value, ast.Call):
            return None
        if self._knowledge.is_one_of(self._names.qualified(value.func), "whole tensors"):
            return value if self._inference.value(value).kind is Kind.EAGER_TENSOR else None
        called = (
            value.func.value if isinstance(value.func, ast.Attribute) and value.func.attr in _PREDICTS else value.func
        )
        kind = self._inference.value(called).kind
        if kind is Kind.KERAS_MODEL or (kind is Kind.KERAS_LAYER and called is value.func):
            return value if self._inference.value(value).kind in (Kind.EAGER_TENSOR, Kind.ARRAY) else None
        return None

    def _reading(self, found: Accumulation, target: ast.Name) -> Reading | None:
        """What is read of a list; None where that may be more than a little of it."""
        scope = self._names.binding_scope(target.id, target)
        home = self._structure.function(found.statement) or self._structure.module
        seeds = self._accumulations.seeds(found.path, found.loop, found.statement)
        if scope is not home or not seeds or not all(isinstance(seed, ast.List) and not seed.elts for seed in seeds):
            return None
        readings: set[Reading] = set()
        for node in self._structure.reads(target.id):
            if not isinstance(node, ast.Name) or not self._structure.inside(node, home):
                continue
            if self._structure.inside(node, found.statement):
                continue
            reading = self._read(node)
            if reading is None:
                return None
            readings.add(reading)
        if isinstance(home, ast.Module) and not readings:
            return None  # another file, or whoever sits at the prompt, may read it
        order = (Reading.REDUCED, Reading.LAST, Reading.COUNTED)
        return next((item for item in order if item in readings), Reading.NEVER)

    def _read(self, read: ast.Name) -> Reading | None:
        parent = self._structure.parent(read)
        match parent:
            case ast.Call(func=func) if self._names.qualified(func) == "len":
                return Reading.COUNTED
            case ast.Subscript(slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)), ctx=ast.Load()):
                return Reading.LAST
            case ast.comprehension(target=ast.Name(id=name)) if parent.iter is read:
                within = self._structure.parent(parent)
                return Reading.REDUCED if within is not None and self._reduces(name, within) else None
            case ast.For(target=ast.Name(id=name)) if parent.iter is read:
                return Reading.REDUCED if self._reduces(name, parent) else None
        return None

    def _reduces(self, name: str, within: ast.AST) -> bool:
        """Whether each read of a variable makes a number of it."""
        reads = [
            node for node in self._structure.walk(within)
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        ]  # fmt: skip
        for node in reads:
            call = self._structure.parent(node)
            if not isinstance(call, ast.Call) or len(call.args) != 1 or call.args[0] is not node or call.keywords:
                return False
            if not self._knowledge.is_one_of(self._names.qualified(call.func), "reducers of tensors"):
                return False
        return bool(reads)

    # ------------------------------------------------------------ tapes

    def _gradients(self, name: str, block: ast.With, loop: Loop) -> list[ast.Call] | None:
        """The calls that ask a tape for gradients, in order; None where it is used otherwise, or deleted."""
        found: list[ast.Call] = []
        beside = self._structure.block(block)
        scope = self._structure.function(block) or self._structure.module
        for node in self._structure.walk(scope):
            if not isinstance(node, ast.Name) or node.id != name:
                continue
            if not isinstance(node.ctx, ast.Load):
                if isinstance(node.ctx, ast.Del) or self._structure.statement(node) is not block:
                    return None
                continue
            method = self._structure.parent(node)
            call = self._structure.parent(method) if method is not None else None
            if not isinstance(method, ast.Attribute) or not isinstance(call, ast.Call) or call.func is not method:
                return None
            if not any(self._structure.inside(node, item) for item in beside):
                return None  # after the loop
            if self._structure.function(node) is not self._structure.function(block):
                return None
            if method.attr not in ("watch", "stop_recording"):
                found.append(call)
        outside = [call for call in found if not self._structure.inside(call, block)]
        return found if outside else None

    def is_asked_once(self, tape: PersistentTape) -> bool:
        """Whether one call asks a tape for a gradient, once in each pass: then it need not be persistent."""
        [*calls] = tape.uses
        if len(calls) != 1 or not isinstance(calls[0].func, ast.Attribute) or calls[0].func.attr != "gradient":
            return False
        inside = self._structure.inside(calls[0], tape.block)
        return not inside and self._structure.loop(calls[0]) is tape.loop and not self._in_comprehension(calls[0])

    def _in_comprehension(self, node: ast.AST) -> bool:
        kinds = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.Lambda
        statement = self._structure.statement(node)
        for outer in self._structure.ancestors(node):
            if outer is statement:
                return False
            if isinstance(outer, kinds):
                return True
        return False

    # ------------------------------------------------------------ graphs

    def _is_compiled(self, node: ast.AST) -> bool:
        """Whether a node runs while a graph is traced: inside ``@tf.function``, where tensors are symbols."""
        return any(self._is_traced(outer) for outer in self._structure.ancestors(node) if isinstance(outer, Function))

    def _is_traced(self, function: Function) -> bool:
        decorators = map(decorator_named, function.decorator_list)
        return any(self._names.qualified(item) in _COMPILED for item in decorators) or any(
            isinstance(use, ast.Name) and isinstance(call := self._structure.parent(use), ast.Call)
            and self._names.qualified(call.func) in _COMPILED
            for use in self._structure.reads(function.name) if dotted(use) == function.name
        )  # fmt: skip
