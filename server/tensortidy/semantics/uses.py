"""Where functions and methods of a file are named: called, handed on, consumed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tensortidy.semantics.classes import Classes
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Scope, Structure

_CONSUMERS = frozenset({"list", "tuple", "set", "next", "sum", "sorted", "max", "min", "dict", "any", "all"})


class Uses:
    """The uses of the functions of one module."""

    def __init__(self, structure: Structure, names: Names, classes: Classes) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._found: dict[ast.AST, list[ast.AST]] = {}
        self._generators: dict[ast.AST, bool] = structure.kept()

    def advance(self) -> None:
        """Look for uses anew, after an edit."""
        self._found.clear()

    def of(self, function: Function) -> Sequence[ast.AST]:
        """The places of this file, outside the function itself, that name it or, for methods, its attribute."""
        if function not in self._found:
            self._found[function] = [
                use
                for use in self._structure.reads(function.name)
                if (self._names.definition(use) if isinstance(use, ast.Name) else self._method_named(use)) is function
                and not self._structure.inside(use, function)
            ]
        return self._found[function]

    def of_lambda(self, function: ast.Lambda) -> Iterator[ast.AST]:
        """The places that read the only variable that holds a lambda, or the lambda itself where it is handed on."""
        parent = self._structure.parent(function)
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
            name = parent.targets[0].id
            for node in self._structure.reads(name):
                if isinstance(node, ast.Name):
                    if any(binding.node is parent for binding in self._names.bindings(name, node)):
                        yield node

    def through_self(self, owner: ast.ClassDef, name: str) -> Iterator[ast.AST]:
        """The places in a class's body that name ``self.name``."""
        for node in self._structure.reads(name):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
                if self._structure.inside(node, owner):
                    yield node

    def calls_of_argument(self, call: ast.Call, argument: ast.AST) -> Iterator[ast.Call]:
        """The calls, inside a function of this file, of the parameter for which it is given something."""
        function = self._names.definition(call.func)
        if not isinstance(function, Function):
            return
        named = [item.arg for item in (*function.args.posonlyargs, *function.args.args)]
        name: str | None = None
        if argument in call.args and call.args.index(argument) < len(named):
            name = named[call.args.index(argument)]
        for node in self._structure.walk(function) if name is not None else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node

    def is_generator(self, function: Scope) -> bool:
        """Whether a function's body runs only as its result is iterated."""
        if function not in self._generators:
            within = self._structure.within
            yields: list[ast.expr] = [*within(function, ast.Yield), *within(function, ast.YieldFrom)]
            self._generators[function] = any(self._structure.scope(node) is function for node in yields)
        return self._generators[function]

    def is_consumed(self, use: ast.AST) -> bool:
        """Whether the generator that a call gives is iterated on the spot."""
        call = self._structure.parent(use)
        outer = self._structure.parent(call) if call is not None else None
        if isinstance(outer, ast.For | ast.AsyncFor | ast.comprehension):
            return outer.iter is call
        return isinstance(outer, ast.Call) and self._names.qualified(outer.func) in _CONSUMERS

    def _method_named(self, node: ast.AST) -> Function | None:
        """The method that ``self.name`` refers to inside its class, or ``agent.name`` after ``agent = Agent(…)``."""
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return None
        if node.value.id == "self":
            owner = self._structure.class_of(node)
        else:
            bindings = self._names.bindings(node.value.id, node)
            made = bindings[0].value if len(bindings) == 1 else None
            local = self._names.definition(made.func) if isinstance(made, ast.Call) else None
            owner = local if isinstance(local, ast.ClassDef) else None
        return self._classes.own_method(owner, node.attr) if owner is not None else None
