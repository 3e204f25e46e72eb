"""What functions are for: to compute a module's output, to be a script, to test."""

from __future__ import annotations

import ast

from tensortidy.semantics.classes import Classes
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.uses import Uses

_FORWARD = frozenset({"forward", "__call__", "call"})
_TEST_CASES = frozenset({"unittest.TestCase", "unittest.case.TestCase", "unittest.IsolatedAsyncioTestCase"})


class Roles:
    """The roles of the functions of one module."""

    def __init__(self, structure: Structure, classes: Classes, uses: Uses) -> None:
        self._structure = structure
        self._classes = classes
        self._uses = uses
        self._forward: dict[ast.AST, bool] = {}
        self._tests: dict[ast.AST | None, bool] = {}
        self._once: dict[ast.AST, bool] = {}

    def is_forward(self, node: ast.AST) -> bool:
        """Whether a node runs only as part of a module's forward pass: in it, or in methods that only it calls."""
        function = self._structure.function(node)
        if not isinstance(function, Function):
            return False
        if function.name in _FORWARD:
            return True
        if function not in self._forward:
            self._forward[function] = False  # methods that call each other
            uses = self._uses.of(function)
            self._forward[function] = bool(uses) and all(self.is_forward(use) for use in uses)
        return self._forward[function]

    def is_of_script(self, node: ast.AST) -> bool:
        """Whether a node runs once in a run of its script: at the top level, in ``main``, in what only these call."""
        function = self._structure.function(node)
        if not isinstance(function, Function):
            return function is None and self._structure.loop(node) is None
        if function.name == "main":
            return True
        if function not in self._once:
            self._once[function] = False  # functions that call each other
            uses = self._uses.of(function)
            alone = bool(uses) and all(self._structure.loop(use) is None for use in uses)
            self._once[function] = alone and all(self.is_of_script(use) for use in uses)
        return self._once[function]

    def is_test(self, node: ast.AST) -> bool:
        """Whether a node belongs to a test, by what its class derives from and what test runners go by: names."""
        outer: ast.AST | None = self._structure.statement(node)
        if outer is None or outer is node:
            outer = self._structure.parent(node)
        if outer not in self._tests:
            self._tests[outer] = outer is not None and (self._begins_test(outer) or self.is_test(outer))
        return self._tests[outer]

    def _begins_test(self, node: ast.AST) -> bool:
        if not isinstance(node, ast.ClassDef):
            return isinstance(node, Function) and node.name.startswith("test_")
        named = node.name.startswith("Test") or node.name.endswith(("Test", "Tests", "TestCase"))
        return named or not self._classes.ancestry(node)[0].isdisjoint(_TEST_CASES)
