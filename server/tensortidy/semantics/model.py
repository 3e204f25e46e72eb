"""The semantic model of one document: the questions that rules ask."""

from __future__ import annotations

import ast
from dataclasses import replace

from tensortidy.knowledge import Kind
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.structure import Function, Loop
from tensortidy.semantics.summaries import Effect, FunctionSummary
from tensortidy.semantics.tensorflow_components import TensorFlowComponents
from tensortidy.semantics.values import Answer, Value
from tensortidy.source import Position, Span, span_of


class Model(TensorFlowComponents):
    """What TensorTidy knows of one document, and the questions that are asked of several of its components."""

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

    def function_name(self, function: Function) -> Span:
        """The range of a function's name, after ``def``."""
        line = function.lineno
        at = self.source.line(line).find(function.name, function.col_offset + len("def"))
        return Span(Position(line, at), Position(line, at + len(function.name))) if at >= 0 else span_of(function)

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
            if self.may_have_keras_models:
                effects |= self.model_events.effects(function)
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
