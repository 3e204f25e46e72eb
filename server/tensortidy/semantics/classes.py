"""Classes of the file: what they derive from, their methods and the attributes that methods assign."""

from __future__ import annotations

import ast
from collections import defaultdict

from tensortidy.knowledge import torch
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.values import Answer


class Classes:
    """Questions about the classes defined in one module."""

    def __init__(self, structure: Structure, names: Names) -> None:
        self._structure = structure
        self._names = names
        self._attributes: dict[ast.ClassDef, dict[str, list[ast.AST]]] = {}
        self._ancestries: dict[ast.ClassDef, tuple[frozenset[str], bool]] = {}

    def ancestry(self, definition: ast.ClassDef) -> tuple[frozenset[str], bool]:
        """The full names of all library classes that it derives from, and whether every base is known."""
        if definition not in self._ancestries:
            self._ancestries[definition] = (frozenset(), False)  # ends the recursion of a class of itself
            found: set[str] = set()
            complete = True
            for base in definition.bases:
                local = self._names.definition(base)
                if isinstance(local, ast.ClassDef):
                    names, known = self.ancestry(local)
                    found |= names
                    complete &= known
                elif (name := self._names.qualified(base)) is not None:
                    found.add(name)
                else:
                    complete = False
            self._ancestries[definition] = (frozenset(found), complete)
        return self._ancestries[definition]

    def is_module(self, definition: ast.ClassDef) -> Answer:
        """Whether a class is a ``torch.nn.Module``."""
        names, complete = self.ancestry(definition)
        if any(name in torch.MODULE_BASES or self._is_layer(name) for name in names):
            return Answer.YES
        if complete and all(name.startswith(_PLAIN) or "." not in name for name in names):
            return Answer.NO
        return Answer.UNKNOWN

    def is_managed(self, definition: ast.ClassDef) -> bool:
        """Whether a framework (Lightning, Trainer) runs its hooks and keeps gradients and graphs in order."""
        names, _ = self.ancestry(definition)
        return any(name in torch.MANAGED_BASES or name.endswith("LightningModule") for name in names)

    def method(self, definition: ast.ClassDef, name: str) -> Function | None:
        """A method by name, its bases in this file looked through."""
        for statement in definition.body:
            if isinstance(statement, Function) and statement.name == name:
                return statement
        for base in definition.bases:
            local = self._names.definition(base)
            if isinstance(local, ast.ClassDef) and local is not definition:
                found = self.method(local, name)
                if found is not None:
                    return found
        return None

    def assignments(self, definition: ast.ClassDef, attribute: str) -> list[ast.AST]:
        """The statements that assign ``self.<attribute>`` in any method, and the class-level ones."""
        if definition not in self._attributes:
            self._attributes[definition] = self._collect(definition)
        found = list(self._attributes[definition].get(attribute, ()))
        for base in definition.bases:
            local = self._names.definition(base)
            if isinstance(local, ast.ClassDef) and local is not definition:
                found.extend(self.assignments(local, attribute))
        return found

    def self_name(self, method: Function) -> str | None:
        """The name of a method's first parameter; None for functions, static and class methods."""
        if not isinstance(self._structure.parent(method), ast.ClassDef):
            return None
        decorators = {decorator.id for decorator in method.decorator_list if isinstance(decorator, ast.Name)}
        if decorators & {"staticmethod", "classmethod"}:
            return None
        first = [*method.args.posonlyargs, *method.args.args][:1]
        return first[0].arg if first else None

    @staticmethod
    def _is_layer(name: str) -> bool:
        family, _, last = name.rpartition(".")
        return family in ("torch.nn", "torch.nn.modules") and last[:1].isupper() and last != "Parameter"

    def _collect(self, definition: ast.ClassDef) -> dict[str, list[ast.AST]]:
        found: dict[str, list[ast.AST]] = defaultdict(list)
        for statement in definition.body:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    if isinstance(target, ast.Name):
                        found[target.id].append(statement)
            elif isinstance(statement, Function):
                this = self.self_name(statement)
                for node in ast.walk(statement):
                    if (
                        isinstance(node, ast.Attribute)
                        and isinstance(node.ctx, ast.Store)
                        and isinstance(node.value, ast.Name)
                        and node.value.id == this
                        and (holder := self._structure.statement(node)) is not None
                    ):
                        found[node.attr].append(holder)
        return found


_PLAIN = ("abc.", "typing.", "enum.", "dataclasses.", "collections.", "torch.utils.data.", "torch.autograd.")
