"""Who still holds a tensor whose name is deleted: a view of it, the graph of what was computed from it, a container."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.effects import Effects
from tensortidy.semantics.flow import Destination, root
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.values import Answer

_READ = frozenset({Destination.READ, Destination.METHOD})
_CLEANING = frozenset({"gc.collect", "torch.cuda.empty_cache", "torch.mps.empty_cache", "torch.xpu.empty_cache"})


class By(str, Enum):
    """How a tensor is held."""

    VIEW = "view"
    GRAPH = "graph"
    CONTAINER = "container"


@dataclass(frozen=True)
class Holder:
    """What holds a tensor: the ``statement`` since which it does, the ``value`` there, and who, as it is written."""

    by: By
    statement: ast.stmt
    value: ast.expr
    holder: ast.expr


class Holders:
    """Questions about the deletions of one module."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        inference: Inference,
        gradients: Gradients,
        knowledge: Knowledge,
        flow: Effects,
    ) -> None:
        self._structure = structure
        self._names = names
        self._inference = inference
        self._gradients = gradients
        self._knowledge = knowledge
        self._flow = flow

    def holder(self, deleted: ast.Name) -> Holder | None:
        """What certainly goes on holding the memory of the tensor that ``del`` takes the name from, if anything.

        It is a variable or a container that is read after the deletion.
        """
        made = self._made(deleted)
        if made is None:
            return None
        for statement in self._between(made, deleted):
            match statement:
                case ast.Assign(targets=[ast.Name() as target], value=value):
                    if target.id == deleted.id or not self._is_read_after(target.id, statement, deleted):
                        continue
                    if self._is_part(value, deleted.id):
                        return Holder(By.VIEW, statement, value, target)
                    if self._is_graph(made, statement, deleted.id):
                        return Holder(By.GRAPH, statement, value, target)
                case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append", value=holder), args=[given])):
                    if self._is_kept(holder, given, deleted):
                        return Holder(By.CONTAINER, statement, given, holder)
        return None

    def _made(self, deleted: ast.Name) -> ast.Assign | None:
        """The assignment that certainly gave a deleted variable its value."""
        bindings = [item.node for item in self._names.bindings(deleted.id, deleted)]
        before = [node for node in bindings if getattr(node, "lineno", 0) < deleted.lineno]
        made = max(before, key=lambda node: getattr(node, "lineno", 0), default=None)
        if not isinstance(made, ast.Assign) or not isinstance(made.targets[0], ast.Name):
            return None
        around = self._structure.parent(made)
        return made if around is not None and self._structure.inside(deleted, around) else None

    def _between(self, made: ast.Assign, deleted: ast.Name) -> Iterator[ast.stmt]:
        """The statements from an assignment to a deletion that certainly run where the deletion does."""
        for statement in self._structure.block(made):
            if made.lineno < statement.lineno < deleted.lineno:
                yield statement

    def _is_read_after(self, name: str, statement: ast.stmt, deleted: ast.Name) -> bool:
        scope = self._names.binding_scope(name, statement) or self._structure.module
        return any(
            read.lineno > deleted.lineno and self._flow.reaches(name, statement, read)
            for read in self._flow.reads(name, scope)
        )

    # ------------------------------------------------------------ views

    def _is_part(self, value: ast.expr, name: str) -> bool:
        """``x[0]``, ``x[:, 2:5]``, ``x.narrow(0, 1, 2)`` of a tensor: a view of a part of its memory."""
        match value:
            case ast.Subscript(value=ast.Name(id=found) as whole, slice=index) if found == name:
                parts = index.elts if isinstance(index, ast.Tuple) else [index]
                is_view = all(map(_is_basic, parts)) and any(map(_drops, parts))
            case ast.Call(func=ast.Attribute(value=ast.Name(id=found) as whole, attr="narrow" | "select")):
                is_view = found == name
            case _:
                return False
        return is_view and self._inference.value(whole).is_a(Kind.TENSOR) is Answer.YES

    # ------------------------------------------------------------ graphs

    def _is_graph(self, made: ast.Assign, statement: ast.Assign, name: str) -> bool:
        """Whether a variable's graph holds a tensor that it is computed from, for a backward pass that never comes."""
        for value in (made.value, statement.value):
            held = self._inference.value(value)
            if held.kind is not Kind.TENSOR or held.graph is not Answer.YES or held.is_leaf:
                return False
        [target] = statement.targets
        function = self._structure.function(statement)
        passes = self._gradients.passes(function or self._structure.module)
        if not isinstance(target, ast.Name) or any(self._structure.function(call) is function for call in passes):
            return False
        if not self._flow.destinations(target.id, statement) <= _READ:
            return False
        reads = [read for read in self._flow.reads(name, statement.value) if self._is_operand(read)]
        return bool(reads) and (
            self._saves(made.value, "saving their result") or any(self._is_saved(read) for read in reads)
        )

    def _is_operand(self, read: ast.expr) -> bool:
        """Whether a tensor is computed with: not its shape, and not a copy without a graph."""
        value = self._structure.parent(read)
        if not isinstance(value, ast.Attribute):
            return True
        call = self._structure.parent(value)
        return isinstance(call, ast.Call) and self._inference.value(call).graph is Answer.YES

    def _is_saved(self, read: ast.expr) -> bool:
        """Whether the operation that a tensor is read by saves it for the backward pass."""
        outer = self._structure.parent(read)
        if isinstance(outer, ast.BinOp):
            return isinstance(outer.op, ast.Pow) and read is outer.left
        call = outer if isinstance(outer, ast.Call) else self._structure.parent(outer) if outer is not None else None
        return isinstance(call, ast.Call) and self._saves(call, "saving their input")

    def _saves(self, value: ast.expr, group: str) -> bool:
        if not isinstance(value, ast.Call):
            return False
        name = self._names.qualified(value.func) or self._inference.value(value.func).name
        if not name and isinstance(value.func, ast.Attribute):
            if self._inference.value(value.func.value).kind is Kind.TENSOR:
                name = f"torch.{value.func.attr}"
        return self._knowledge.is_one_of(name or None, group)

    # ------------------------------------------------------------ containers

    def _is_kept(self, holder: ast.expr, given: ast.expr, deleted: ast.Name) -> bool:
        """``kept.append(x)`` in a loop, of a tensor that is deleted and then cleaned up after."""
        if not isinstance(given, ast.Name) or given.id != deleted.id:
            return False
        value = self._inference.value(given)
        if value.kind is not Kind.TENSOR or value.graph is not Answer.NO or value.is_leaf:
            return False
        home = root(holder)
        loop = self._structure.loop(deleted)
        if loop is None or not isinstance(home, ast.Name):
            return False
        inside = [item for item in self._names.bindings(home.id, home) if self._structure.inside(item.node, loop)]
        cleans = any(
            isinstance(node, ast.Call) and self._names.qualified(node.func) in _CLEANING
            for node in self._structure.walk(loop)
        )
        return cleans and not inside


def _is_basic(part: ast.expr) -> bool:
    """An index that gives a view: numbers, slices, ``None`` and ``…``; lists and masks copy."""
    match part:
        case ast.UnaryOp(op=ast.USub(), operand=number):
            return _is_basic(number)
        case ast.Constant(value=value):
            return value is None or value is Ellipsis or (isinstance(value, int) and not isinstance(value, bool))
    return isinstance(part, ast.Slice)


def _drops(part: ast.expr) -> bool:
    """Whether an index leaves something out: ``0``, ``2:5``; ``:`` does not."""
    if isinstance(part, ast.Slice):
        return any(bound is not None for bound in (part.lower, part.upper, part.step))
    return not (isinstance(part, ast.Constant) and not isinstance(part.value, int))
