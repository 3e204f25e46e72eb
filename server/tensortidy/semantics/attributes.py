"""What the attributes of a class's objects hold."""

from __future__ import annotations

import ast
from abc import abstractmethod

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.annotations import Annotations
from tensortidy.semantics.assignments import Environment
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.evidence import Evidence, dotted
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.names import Names
from tensortidy.semantics.operations import without_terms
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.values import (
    INPUT,
    UNKNOWN,
    Answer,
    Value,
    container,
    join_all,
)


class Attributes(Annotations):
    """The values that methods assign to attributes."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        grad_mode: GradMode,
        evidence: Evidence,
        knowledge: Knowledge,
    ) -> None:
        super().__init__(structure, names, classes, grad_mode, evidence, knowledge)
        self._exits: dict[ast.AST, Environment] = structure.kept()
        self._running: dict[ast.AST, Environment] = {}
        self._attribute_values: dict[ast.AST, dict[str, Value]] = structure.kept()
        self._buffer_names: dict[ast.AST, frozenset[str]] = structure.kept()

    @abstractmethod
    def value(self, node: ast.expr) -> Value:
        """What an expression may hold, over all times that it is evaluated."""

    def attribute(self, owner: ast.ClassDef, name: str) -> Value:
        """The join of everything that a class's methods assign to ``self.<name>``, in terms of its constructor's."""
        found = self._attribute_values.get(owner, {}).get(name)
        if found is None:
            found = self._assigned_to(owner, name)
            if not self._running:
                self._attribute_values.setdefault(owner, {})[name] = found
        return found

    def _assigned_to(self, owner: ast.ClassDef, name: str) -> Value:
        values: list[Value] = []
        for statement in self.classes.assignments(owner, name):
            method = self.structure.function(statement)
            made = self._assigned(statement)
            in_maker = isinstance(method, Function) and method.name == "__init__"
            if in_maker and made.kind is Kind.MODULE:
                left = self._exits.get(method, {}).get(f"{self.classes.self_name(method)}.{name}")  # type: ignore[arg-type]
                made = left if left is not None and left.is_frozen else made
            values.append(made if in_maker else without_terms(made))
        if name in self._buffers(owner):
            values = [INPUT if not values else Value(Kind.TENSOR, Answer.UNKNOWN)]
        values = [self._filled(owner, name, value) for value in values]
        meaningful = [value for value in values if value.kind is not Kind.NONE]
        if not values:
            return self.classes.inherited(owner, name) or UNKNOWN
        return join_all(meaningful or values)

    def _buffers(self, owner: ast.ClassDef) -> frozenset[str]:
        """The names that a class gives to ``register_buffer``."""
        if owner not in self._buffer_names:
            self._buffer_names[owner] = frozenset(
                str(call.args[0].value)
                for call in self.structure.within(owner, ast.Call)
                if isinstance(call.func, ast.Attribute) and call.args
                and call.func.attr == "register_buffer" and isinstance(call.args[0], ast.Constant)
            )  # fmt: skip
        return self._buffer_names[owner]

    def _filled(self, owner: ast.ClassDef, name: str, value: Value) -> Value:
        """An empty container of an object, with what its class's methods put into it."""
        if value.kind is not Kind.CONTAINER or value.elements is not None:
            return value
        added: list[Value] = []
        for call in self.structure.within(owner, ast.Call):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "append":
                holder = call.func.value
                if isinstance(holder, ast.Attribute) and holder.attr == name and dotted(holder) == f"self.{name}":
                    added.extend(without_terms(self.value(argument)) for argument in call.args[:1])
        return container(join_all(added)) if added else value

    def _assigned(self, statement: ast.AST) -> Value:
        if isinstance(statement, ast.Assign):
            value = self.value(statement.value)
            target = statement.targets[0]
            return value if not isinstance(target, ast.Tuple | ast.List) else UNKNOWN
        if isinstance(statement, ast.AnnAssign):
            value = self.value(statement.value) if statement.value is not None else UNKNOWN
            return value if value.is_known else self.annotated(statement.annotation, statement)
        if isinstance(statement, ast.AugAssign):
            self.value(statement.value)
            return self.values.get(statement.target, UNKNOWN)
        return UNKNOWN
