"""The semantic model of one document: the questions that rules ask."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cached_property

from tensortidy.knowledge import Kind, Knowledge, built_in
from tensortidy.semantics.accumulation import Accumulations
from tensortidy.semantics.buffers import Buffers
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.concatenation import Concatenations
from tensortidy.semantics.effects import Effects
from tensortidy.semantics.evaluations import Evaluations
from tensortidy.semantics.evidence import Evidence, dotted
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.graph_tensors import GraphTensors
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.owners import Owners
from tensortidy.semantics.phases import Phases
from tensortidy.semantics.repetitions import Repetitions
from tensortidy.semantics.replays import Replays
from tensortidy.semantics.resources import Resources
from tensortidy.semantics.roles import Roles
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.summaries import Effect, FunctionSummary, NoOtherFiles, OtherFiles, go_on
from tensortidy.semantics.values import Answer, Value
from tensortidy.source import Source, Span, span_of


class Model:
    """What TensorTidy knows of one document. Everything is found when first asked for, and kept.

    ``is_edited`` says that it will be advanced to newer texts: it remembers more for that.
    """

    def __init__(
        self,
        module: ast.Module,
        source: Source,
        *,
        knowledge: Knowledge | None = None,
        others: OtherFiles | None = None,
        free_calls: Collection[str] = (),
        give_way: Callable[[], None] = go_on,
        is_edited: bool = False,
    ) -> None:
        self.module = module
        self.source = source
        self.knowledge = knowledge or built_in()
        self.others: OtherFiles = others or NoOtherFiles()
        self.free_calls = frozenset(free_calls)
        self._give_way = give_way
        self._is_edited = is_edited

    def advance(
        self,
        body: list[ast.stmt],
        parsed: Collection[ast.stmt],
        source: Source,
        give_way: Callable[[], None] = go_on,
    ) -> None:
        """Take over a newer text, of whose statements those in ``parsed`` are new or hold something new.

        What is known of functions that were not touched stays: it may rest on what the touched ones did before.
        """
        self.source = source
        for name in [name for name in vars(self) if name in _MADE_ANEW]:
            del vars(self)[name]
        self.structure.advance(body, parsed)
        self.names.advance()
        self.grad_mode.uses.advance()
        self.inference.advance()
        self.inference.give_way = give_way

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
        found = Inference(self.structure, self.names, self.classes, self.grad_mode, self.evidence, self.knowledge)
        found.give_way = self._give_way
        found.replays = Replays(self.structure) if self._is_edited else None
        return found

    @cached_property
    def gradients(self) -> Gradients:
        """Where backward passes run."""
        return Gradients(self.structure, self.names, self.classes, self.inference, self.knowledge)

    @cached_property
    def graph_tensors(self) -> GraphTensors:
        """Which expressions keep a graph alive."""
        return GraphTensors(self.source, self.structure, self.names, self.inference, self.gradients)

    @cached_property
    def flow(self) -> Effects:
        """Where values go, and what functions do."""
        return Effects(self.structure, self.names, self.inference, self.gradients, self.knowledge)

    @cached_property
    def buffers(self) -> Buffers:
        """What modules keep from one forward pass to the next."""
        return Buffers(self.structure, self.names, self.classes, self.grad_mode, self.inference)

    @cached_property
    def repetitions(self) -> Repetitions:
        """How often loops run."""
        return Repetitions(self.structure, self.names, self.classes, self.grad_mode.uses)

    @cached_property
    def roles(self) -> Roles:
        """What functions are for."""
        return Roles(self.structure, self.classes, self.grad_mode.uses)

    @cached_property
    def accumulations(self) -> Accumulations:
        """What grows from one iteration to the next."""
        return Accumulations(self.structure, self.names, self.inference, self.repetitions, self.knowledge, self.flow)

    @cached_property
    def concatenations(self) -> Concatenations:
        """Tensors that grow by copying themselves."""
        return Concatenations(self.structure, self.names, self.knowledge, self.accumulations, self.repetitions)

    @cached_property
    def phases(self) -> Phases:
        """What trains and what evaluates."""
        return Phases(
            self.structure, self.names, self.classes, self.inference, self.gradients, self.knowledge, self.flow
        )

    @cached_property
    def evaluations(self) -> Evaluations:
        """What evaluates a model."""
        return Evaluations(self.structure, self.names, self.inference, self.gradients, self.knowledge, self.flow)

    @cached_property
    def resources(self) -> Resources:
        """Handles, and who closes them."""
        return Resources(self.structure, self.names, self.knowledge, self.free_calls)

    @cached_property
    def owners(self) -> Owners:
        """Who closes handles and sessions."""
        return Owners(self.structure, self.names, self.knowledge, self.free_calls, self.inference, self.flow)

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

    def summary(self, function: Function | ast.Lambda) -> FunctionSummary:
        """A function as its callers see it."""
        found = self.inference.summary(function)
        switches = self.grad_mode.switches_inside(function) if isinstance(function, Function) else None
        effects = frozenset[Effect]()
        if isinstance(function, Function):
            effects = self.flow.of(function) | self.phases.effects(function)
        return replace(found, switches=switches, effects=effects)

    def value(self, node: ast.expr) -> Value:
        """What an expression may hold."""
        return self.inference.value(node)

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

    def last_assignment(self, node: ast.expr) -> ast.stmt | None:
        """The nearest assignment before a name that binds it, in order of place."""
        if not isinstance(node, ast.Name):
            return None
        bindings = self.names.bindings(node.id, node)
        before = [binding.node for binding in bindings if isinstance(binding.node, ast.stmt)]
        before = [statement for statement in before if statement.lineno <= node.lineno]
        return before[-1] if before and isinstance(before[-1], ast.Assign) else None


# What keeps no answers of its own, but may hold the text.
_MADE_ANEW = frozenset({
    "graph_tensors", "buffers", "repetitions", "roles", "accumulations", "concatenations", "phases", "evaluations",
    "resources", "owners", "frameworks",
})  # fmt: skip
