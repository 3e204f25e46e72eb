"""The semantic model of one document: the questions that rules ask."""

from __future__ import annotations

import ast
from collections.abc import Collection
from functools import cached_property

from tensortidy.knowledge import Kind, Knowledge, built_in
from tensortidy.semantics.accumulation import Accumulations
from tensortidy.semantics.buffers import Buffers
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.concatenation import Concatenations
from tensortidy.semantics.evidence import Evidence, dotted
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.phases import Phases
from tensortidy.semantics.resources import Resources
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.summaries import NoOtherFiles, OtherFiles
from tensortidy.semantics.values import Answer, Value
from tensortidy.source import Source, Span, span_of


class Model:
    """What TensorTidy knows of one document. Everything is found when first asked for, and kept."""

    def __init__(
        self,
        module: ast.Module,
        source: Source,
        *,
        knowledge: Knowledge | None = None,
        others: OtherFiles | None = None,
        free_calls: Collection[str] = (),
    ) -> None:
        self.module = module
        self.source = source
        self.knowledge = knowledge or built_in()
        self.others: OtherFiles = others or NoOtherFiles()
        self.free_calls = frozenset(free_calls)

    @cached_property
    def structure(self) -> Structure:
        """Where nodes stand: parents, blocks, loops, functions."""
        return Structure(self.module)

    @cached_property
    def names(self) -> Names:
        """What names are bound to."""
        return Names(self.structure, self.knowledge, self.others)

    @cached_property
    def classes(self) -> Classes:
        """The classes of the file."""
        return Classes(self.structure, self.names, self.knowledge)

    @cached_property
    def grad_mode(self) -> GradMode:
        """Where gradient tracking is on."""
        return GradMode(self.structure, self.names, self.classes, self.knowledge, self.others)

    @cached_property
    def evidence(self) -> Evidence:
        """What variables must be, by the methods called on them."""
        return Evidence(self.structure, self.knowledge)

    @cached_property
    def inference(self) -> Inference:
        """What expressions may hold."""
        return Inference(self.structure, self.names, self.classes, self.grad_mode, self.evidence, self.knowledge)

    @cached_property
    def gradients(self) -> Gradients:
        """Where backward passes run."""
        return Gradients(self.structure, self.names, self.classes, self.inference, self.knowledge)

    @cached_property
    def buffers(self) -> Buffers:
        """What modules keep from one forward pass to the next."""
        return Buffers(self.structure, self.names, self.classes, self.grad_mode, self.inference)

    @cached_property
    def accumulations(self) -> Accumulations:
        """What grows from one iteration to the next."""
        return Accumulations(self.structure, self.names, self.gradients, self.knowledge)

    @cached_property
    def concatenations(self) -> Concatenations:
        """Tensors that grow by copying themselves."""
        return Concatenations(self.structure, self.accumulations)

    @cached_property
    def phases(self) -> Phases:
        """What trains and what evaluates."""
        return Phases(self.structure, self.names, self.classes, self.inference, self.gradients, self.knowledge)

    @cached_property
    def resources(self) -> Resources:
        """Handles, and who closes them."""
        return Resources(self.structure, self.names, self.knowledge, self.free_calls)

    @cached_property
    def frameworks(self) -> frozenset[str]:
        """The frameworks that the file imports: ``torch``, ``tensorflow``, ``keras``."""
        return frozenset(found for imported in self.names.imports() for found in self.knowledge.frameworks_of(imported))

    def qualified(self, node: ast.AST) -> str | None:
        """The full name of the library function or class that an expression refers to, if any."""
        return self.names.qualified(node)

    def is_one_of(self, node: ast.AST, group: str) -> bool:
        """Whether an expression refers to a library's function or class of a group in the facts about libraries."""
        return self.knowledge.is_one_of(self.qualified(node), group)

    def library(self, name: str, at: ast.AST) -> tuple[str, str]:
        """How a library is called at a place, and the import line that is missing there, empty when none is."""
        for scope in (self.structure.scope(at), self.module):
            for bound, bindings in self.names.locals_of(scope).items():
                if bindings and all(binding.imported == name for binding in bindings):
                    return bound, ""
        return name, f"import {name}"

    def is_loader(self, node: ast.expr) -> tuple[Answer, tuple[str, ...]]:
        """Whether an expression is a data loader, and what that rests on.

        Where nothing is known of a variable, one whose name ends in ``loader`` is taken for one, and told so.
        """
        value = self.value(node)
        answer = value.is_a(Kind.LOADER)
        path = dotted(node) or ""
        if answer is Answer.UNKNOWN and path.lower().endswith("loader"):
            return Answer.YES, (f"`{path}` is a DataLoader, judging by its name",)
        return answer, value.assumptions

    def text(self, node: ast.AST) -> str:
        """A node as it is written."""
        return self.source.slice(span_of(node))

    def loop_header(self, loop: Loop) -> Span:
        """The range of ``for … in …`` or ``while …``, without the body."""
        return Span(span_of(loop).start, span_of(loop.test if isinstance(loop, ast.While) else loop.iter).end)

    def is_parameter(self, node: ast.expr) -> bool:
        """Whether a name is a parameter of the function around it, and nothing else."""
        if not isinstance(node, ast.Name):
            return False
        return all(isinstance(binding.node, ast.arg) for binding in self.names.bindings(node.id, node))

    def value(self, node: ast.expr) -> Value:
        """What an expression may hold."""
        return self.inference.value(node)

    def is_graph_tensor(self, node: ast.expr) -> Answer:
        """Whether an expression is a tensor that keeps an autograd graph alive.

        The assumptions that a YES rests on are those of ``graph_assumptions``.
        """
        value = self.value(node)
        while value.kind is Kind.CONTAINER and value.elements is not None:
            value = value.elements
        if value.kind is Kind.TENSOR:
            return Answer.NO if value.is_leaf else value.graph
        if value.kind is not None or value.graph is Answer.NO:
            return Answer.NO
        if value.origins and self._proved_attached(node, value):
            return Answer.YES
        return Answer.UNKNOWN

    def graph_assumptions(self, node: ast.expr) -> tuple[str, ...]:
        """What ``is_graph_tensor`` takes for granted about an expression, in words."""
        value = self.value(node)
        found = list(value.assumptions)
        if value.kind is None and not value.origins <= self.inference.proved:
            for origin in value.origins & self.inference.fed:
                called = self.source.line(getattr(origin, "lineno", 0)).strip()
                found.append(f"the call in `{called}` returns a tensor computed from what it is given")
        return tuple(dict.fromkeys(found))

    def graph_parts(self, node: ast.expr) -> list[ast.expr]:
        """The smallest parts of an expression through which a graph comes in, in order.

        ``loss`` of ``loss * len(x)``, each tensor of a tuple or dict; the expression itself where it cannot
        be taken apart. Empty where it is not known to carry a graph.
        """
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return [part for element in node.elts for part in self.graph_parts(element)]
        if isinstance(node, ast.Dict):
            return [part for value in node.values for part in self.graph_parts(value)]
        if isinstance(node, ast.BinOp):
            return [*self.graph_parts(node.left), *self.graph_parts(node.right)]
        return [node] if self.is_graph_tensor(node) is Answer.YES else []

    def is_certainly_tensor(self, node: ast.expr) -> bool:
        """Whether a graph tensor is one tensor for sure, and no tuple or record of them as models may return."""
        if self.evidence.has_tensor_method(node) is not None:
            return True
        value = self.value(node)
        if value.kind is None:
            return bool(value.origins) and value.origins <= self.inference.proved
        if isinstance(node, ast.Call):
            name = self.qualified(node.func)
            return name is not None and name.startswith("torch.")
        bindings = self.names.bindings(node.id, node) if isinstance(node, ast.Name) else ()
        made = [binding.value for binding in bindings if not isinstance(binding.value, ast.Constant)]
        return bool(made) and all(
            isinstance(value, ast.Call | ast.BinOp) and self._makes_tensor(value) for value in made
        )

    def is_scalar(self, node: ast.expr) -> bool:
        """Whether a tensor has exactly one element: ``backward()`` without arguments is called on it."""
        name = node.id if isinstance(node, ast.Name) else None
        scope = self.structure.function(node) or self.module
        return name is not None and any(
            isinstance(call.func, ast.Attribute)
            and not call.args
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == name
            for call in self.gradients.passes(scope)
        )

    def constructions(self, node: ast.expr | None) -> list[ast.Call]:
        """The calls that make what an expression holds, through variables that are bound once.

        The outer call comes first, then those among its arguments: a pipeline, then its steps.
        """
        if isinstance(node, ast.Name):
            bindings = self.names.bindings(node.id, node)
            return self.constructions(bindings[0].value) if len(bindings) == 1 else []
        if isinstance(node, ast.List | ast.Tuple):
            return [call for element in node.elts for call in self.constructions(element)]
        if not isinstance(node, ast.Call):
            return []
        parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        return [node, *(call for part in parts for call in self.constructions(part))]

    def is_fresh(self, node: ast.expr, loop: Loop) -> bool:
        """Whether each pass of a loop makes this value anew, and nothing in the loop changes it in place."""
        if isinstance(node, ast.Call | ast.BinOp):
            return True
        if not isinstance(node, ast.Name):
            return False
        made = self.names.bindings(node.id, node)
        fresh = all(
            self.structure.inside(binding.node, loop)
            and (binding.node is loop or isinstance(binding.value, ast.Call | ast.BinOp))
            for binding in made
        )
        return (
            bool(made)
            and fresh
            and not any(self._changes_in_place(other, node.id) for other in self.structure.walk(loop))
        )

    @staticmethod
    def _changes_in_place(node: ast.AST, name: str) -> bool:
        """``x += …``, ``x[…] = …`` or ``x.add_(…)``."""
        if isinstance(node, ast.AugAssign):
            return isinstance(node.target, ast.Name) and node.target.id == name
        if isinstance(node, ast.Subscript):
            stored = not isinstance(node.ctx, ast.Load)
            return stored and isinstance(node.value, ast.Name) and node.value.id == name
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name:
            return node.attr.endswith("_") and not node.attr.startswith("_")
        return False

    def is_forward(self, node: ast.AST) -> bool:
        """Whether a node belongs to a method that computes a module's output."""
        function = self.structure.function(node)
        return isinstance(function, Function) and function.name in ("forward", "__call__", "call")

    def last_assignment(self, node: ast.expr) -> ast.stmt | None:
        """The nearest assignment before a name that binds it, in order of place."""
        if not isinstance(node, ast.Name):
            return None
        bindings = self.names.bindings(node.id, node)
        before = [binding.node for binding in bindings if isinstance(binding.node, ast.stmt)]
        before = [statement for statement in before if statement.lineno <= node.lineno]
        return before[-1] if before and isinstance(before[-1], ast.Assign) else None

    def _makes_tensor(self, value: ast.expr) -> bool:
        if isinstance(value, ast.BinOp):
            return True
        name = self.qualified(value.func) if isinstance(value, ast.Call) else None
        if name is not None:
            return name.startswith("torch.")
        called = self.value(value.func) if isinstance(value, ast.Call) else None
        return called is not None and called.kind is Kind.MODULE and called.name.startswith("torch.nn.")

    def _proved_attached(self, node: ast.expr, value: Value) -> bool:
        if self.grad_mode.at(node) is Answer.NO:
            return False
        if value.origins <= self.inference.proved:
            return True
        unproved = value.origins - self.inference.proved
        return unproved <= self.inference.fed and self.evidence.has_tensor_method(node) is not None
