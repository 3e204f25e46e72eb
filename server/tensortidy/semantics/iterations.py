"""What is carried from one iteration of a loop to the next."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.flow import Flow, parameter_of, unpacked
from tensortidy.semantics.structure import Loop
from tensortidy.semantics.summaries import Does, Effect


class Iterations(Flow):
    """Questions about the iterations of loops. What called functions do is left to the subclass."""

    def bound_names(self, statement: ast.stmt) -> list[str]:
        """The variables that a statement assigns."""
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AugAssign | ast.AnnAssign | ast.For | ast.AsyncFor):
            targets = [statement.target]
        elif isinstance(statement, ast.With | ast.AsyncWith):
            targets = [item.optional_vars for item in statement.items if item.optional_vars is not None]
        paths = [dotted(part) for target in targets for part in unpacked(target)]
        return [path for path in dict.fromkeys(paths) if path is not None]

    def is_carried(self, path: str, statement: ast.stmt) -> bool:
        """Whether what a statement in a loop gives to a variable builds on its value of the last iteration."""
        loop = self._structure.loop(statement)
        if loop is None:
            return False
        if isinstance(statement, ast.AugAssign):
            before = self._assignment_before(path, statement, loop)
            return before is None or self._builds_on(path, before, loop, set())
        return self._builds_on(path, statement, loop, set())

    def is_made_anew(self, path: str, loop: Loop, at: ast.AST) -> bool:
        """Whether each iteration of a loop gives a variable a new value before a place inside it."""
        statement = self._structure.statement(at)
        before = self._assignment_before(path, statement, loop) if statement is not None else None
        return (
            before is not None
            and not isinstance(before, ast.AugAssign)
            and not self._builds_on(path, before, loop, set())
        )

    def attribute_seeds(self, path: str, at: ast.AST) -> list[ast.expr]:
        """What ``__init__`` and the class body assign to an attribute ``self.name``."""
        owner = self._structure.class_of(at)
        if owner is None or path.count(".") != 1:
            return []
        found = self._inference.classes.assignments(owner, path.partition(".")[2])
        return [item.value for item in found if isinstance(item, ast.Assign | ast.AnnAssign) and item.value is not None]

    def _builds_on(self, path: str, statement: ast.stmt, loop: Loop, seen: set[ast.stmt]) -> bool:
        if statement in seen:
            return False
        seen.add(statement)
        value = getattr(statement, "value", None)
        if value is None:
            return False
        for node in self._structure.walk(value):
            used = dotted(node) if isinstance(node, ast.Name | ast.Attribute) else None
            if used is None or self._is_dropped(node):
                continue
            before = self._assignment_before(used, statement, loop)
            if before is not None:
                if self._builds_on(path, before, loop, seen):
                    return True
            elif used == path or any(
                self._builds_on(path, other, loop, seen) for other in self._assignments(used, loop)
            ):
                return True
        return False

    def _is_dropped(self, node: ast.AST) -> bool:
        """Whether a value is given to a function of the project that gives nothing of it back."""
        call = self._structure.parent(node)
        summary = self.called(call) if isinstance(call, ast.Call) and node in call.args else None
        parameter = parameter_of(call, node, summary) if summary is not None and isinstance(call, ast.Call) else None
        if summary is None or parameter is None:
            return False
        return Effect(Does.BUILDS_ON, parameter) not in summary.effects

    def _assignments(self, path: str, loop: Loop) -> Iterator[ast.stmt]:
        for node in self._structure.walk(loop):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and path in self.bound_names(node):
                yield node

    def _assignment_before(self, path: str, statement: ast.stmt, loop: Loop) -> ast.stmt | None:
        """The assignment that has always run before a statement in the same iteration, if one has."""
        if not isinstance(loop, ast.While) and path in self.bound_names(loop):
            return loop
        inner: ast.AST = statement
        while inner is not loop and isinstance(inner, ast.stmt):
            block = self._structure.block(inner)
            for earlier in reversed(block[: block.index(inner)]):
                if path in self.bound_names(earlier):
                    return earlier
            parent = self._structure.parent(inner)
            if parent is None:
                return None
            inner = parent if isinstance(parent, ast.stmt) else self._structure.statement(parent) or parent
        return None
