"""Replay memories: containers that code fills step by step, and draws samples from at random."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.effects import Effects
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.flow import root
from tensortidy.semantics.graph_tensors import GraphTensors
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.summaries import Does, FunctionSummary

_DRAWING = frozenset({"random.sample", "random.choices", "random.choice", "numpy.random.choice"})


@dataclass(frozen=True)
class Push:
    """A statement that puts tensors with their graphs into a replay memory.

    ``drawn`` is where samples are drawn from it, ``made`` what it is made by, where the file shows that, ``kept`` the
    parts of what is put in that carry a graph. ``is_bounded`` says that old entries make way for new ones.
    """

    memory: ast.expr
    statement: ast.stmt
    kept: tuple[ast.expr, ...]
    drawn: ast.expr
    made: ast.expr | None
    is_bounded: bool


class Memories:
    """Questions about the replay memories of one module."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        inference: Inference,
        knowledge: Knowledge,
        graph_tensors: GraphTensors,
        flow: Effects,
    ) -> None:
        self._structure = structure
        self._names = names
        self._inference = inference
        self._knowledge = knowledge
        self._graph_tensors = graph_tensors
        self._flow = flow
        self._assigned: dict[str, list[ast.expr | None]] = {}

    def push(self, statement: ast.AST) -> Push | None:
        """What a statement puts into a replay memory with a graph, if anything.

        A memory that the file empties holds one rollout, which is trained on as it is: None. So is one whose class
        detaches what it is given, or of whose class nothing is known.
        """
        filled = self._filled(statement)
        if filled is None or not isinstance(statement, ast.stmt):
            return None
        memory, values, call = filled
        kept = tuple(part for value in values for part in self._graph_tensors.graph_parts(value))
        path = dotted(memory)
        if not kept or path is None or not (self._is_container(memory) or self._is_kept_by(call)):
            return None
        last = path.rpartition(".")[2]
        drawn = self._drawn(last)
        if drawn is None or self._is_emptied(last):
            return None
        made = [value for value in self._made(last) if value is not None]
        return Push(memory, statement, kept, drawn, made[0] if made else None, any(map(self._is_bounded, made)))

    def _filled(self, node: ast.AST) -> tuple[ast.expr, list[ast.expr], ast.Call | None] | None:
        """The memory, what is put in, and the call that does it: ``memory.push(s, a)``, ``memory[i] = (s, a)``."""
        match node:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=holder, attr=method)) as call):
                if not self._knowledge.is_one_of(method, "emptying methods"):
                    return holder, [*call.args, *(keyword.value for keyword in call.keywords)], call
            case ast.AugAssign(op=ast.Add(), target=holder, value=ast.List(elts=values)):
                return holder, values, None
            case ast.Assign(targets=[ast.Subscript() as target], value=value):
                return root(target), [value], None
        return None

    def _is_container(self, memory: ast.expr) -> bool:
        """A list or deque; numpy's arrays and tensors have places of their own."""
        if self._inference.value(memory).kind is Kind.CONTAINER:
            return True
        return any(self._is_deque(made) for made in self._made((dotted(memory) or "").rpartition(".")[2]))

    def _is_kept_by(self, call: ast.Call | None) -> bool:
        """Whether a method of a class of the project keeps what it is given as it is."""
        function = self._flow.function_called(call) if call is not None else None
        if isinstance(function, FunctionSummary):
            does = {effect.does for effect in function.effects}
            return Does.KEEPS in does and Does.DETACHES not in does
        if not isinstance(function, Function):
            return False
        cuts = self._knowledge.members("tensor", "detached") | self._knowledge.members("tensor", "array") | {"item"}
        nodes = list(self._structure.walk(function))
        converts = any(
            (self._names.qualified(node) or "").startswith("numpy.")
            for node in nodes
            if isinstance(node, ast.Attribute | ast.Name)
        )
        if converts or any(isinstance(node, ast.Attribute) and node.attr in cuts for node in nodes):
            return False
        return any(self._keeps(node) for node in nodes)

    def _keeps(self, node: ast.AST) -> bool:
        """``self.rows.append(row)``, ``self.rows[at] = row``, where the rows are a list."""
        match node:
            case ast.Call(func=ast.Attribute(value=holder, attr=method)):
                return self._knowledge.is_one_of(method, "growing methods") and self._is_container(holder)
            case ast.Assign(targets=[ast.Subscript(value=holder)]):
                return self._is_container(holder)
        return False

    def _drawn(self, name: str) -> ast.expr | None:
        """Where the file draws from a memory: ``random.sample(memory, n)``, ``memory.sample(n)``."""
        for node in self._structure.reads(name):
            outer = self._structure.parent(node)
            if isinstance(outer, ast.Call) and node in outer.args[:1]:
                if self._names.qualified(outer.func) in _DRAWING:
                    return outer
                if isinstance(outer.func, ast.Name) and outer.func.id == "len":
                    further = self._structure.parent(outer)
                    if isinstance(further, ast.Call) and self._names.qualified(further.func) in _DRAWING:
                        return further
            elif isinstance(outer, ast.Attribute) and outer.attr.startswith("sample"):
                call = self._structure.parent(outer)
                if isinstance(call, ast.Call) and call.func is outer:
                    return call
        return None

    def _is_emptied(self, name: str) -> bool:
        for node in self._structure.reads(name):
            outer = self._structure.parent(node)
            if isinstance(outer, ast.Attribute) and outer.attr in ("clear", "reset", "empty", "clear_memory"):
                return True
        return len(self._made(name)) > 1

    def _made(self, name: str) -> list[ast.expr | None]:
        """The values that the file gives to a variable or attribute of this name; None where it is only annotated."""
        if name not in self._assigned:
            within, module = self._structure.within, self._structure.module
            pairs: list[tuple[ast.expr, ast.expr | None]] = [
                *((target, node.value) for node in within(module, ast.Assign) for target in node.targets),
                *((node.target, node.value) for node in within(module, ast.AnnAssign)),
            ]
            self._assigned[name] = [
                made
                for target, made in pairs
                if name in (getattr(target, "id", None), getattr(target, "attr", None)) and dotted(target)
                if not (isinstance(made, ast.Name) and made.id == name)  # self.memory = memory
            ]
        return self._assigned[name]

    def _is_deque(self, made: ast.expr | None) -> bool:
        return isinstance(made, ast.Call) and self._names.qualified(made.func) == "collections.deque"

    def _is_bounded(self, made: ast.expr) -> bool:
        """``deque(maxlen=…)``."""
        if not isinstance(made, ast.Call) or not self._is_deque(made):
            return False
        return len(made.args) > 1 or any(keyword.arg == "maxlen" for keyword in made.keywords)
