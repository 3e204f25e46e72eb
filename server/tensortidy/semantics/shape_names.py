"""Which bindings of a name may reach a place that reads it, and what part of a target a name is."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tensortidy.semantics.bindings import Binding
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Structure

_OPENING = (ast.For, ast.AsyncFor, ast.With, ast.AsyncWith)


def reaching(node: ast.Name, names: Names, structure: Structure) -> Sequence[Binding]:
    """The bindings of a name that may hold where it is read, in a function of its own; all where a closure reads it."""
    bindings = names.bindings(node.id, node)
    if len(bindings) < 2:
        return bindings
    here = structure.scope(node)
    if names.binding_scope(node.id, node) is not here:
        return bindings
    before: list[tuple[int, Binding]] = []
    later: list[Binding] = []
    last = -1
    for at, binding in enumerate(sorted(bindings, key=_line)):
        statement = structure.statement(binding.node) if not isinstance(binding.node, ast.arg) else None
        if statement is None:
            before.append((at, binding))
            last = at
            continue
        opens = isinstance(statement, _OPENING) and any(structure.inside(node, part) for part in statement.body)
        if not opens and (
            (statement.lineno, statement.col_offset) >= _place(node) or structure.inside(node, statement)
        ):
            later.append(binding)
            continue
        before.append((at, binding))
        if opens or any(structure.inside(node, part) for part in structure.following(statement)):
            last = at  # no way leads past it
    found = [binding for at, binding in before if at >= last]
    around = list(structure.loops(node))
    for binding in later:
        shared = [loop for loop in around if structure.inside(binding.node, loop)]
        killed = (
            any(structure.inside(before[-1][1].node, loop) for loop in shared) and last == before[-1][0]
            if before
            else False
        )
        if shared and not killed:
            found.append(binding)
    return found


def where_in(name: str, binding: Binding, structure: Structure) -> tuple[ast.AST, tuple[int, ...]] | None:
    """What binds a name in its target, and the way to the name in that: ``for a, (b, c) in …``."""
    outer: ast.AST | None = binding.node
    while isinstance(outer, ast.Tuple | ast.List | ast.Name):
        outer = structure.parent(outer)
    if isinstance(outer, ast.Assign):
        targets = outer.targets
    elif isinstance(outer, ast.For | ast.AsyncFor | ast.comprehension):
        targets = [outer.target]
    else:
        return None
    for target in targets:
        path = _path(name, target)
        if path is not None:
            return outer, path
    return None


def _path(name: str, target: ast.expr) -> tuple[int, ...] | None:
    if isinstance(target, ast.Name):
        return () if target.id == name else None
    if isinstance(target, ast.Tuple | ast.List) and not any(isinstance(item, ast.Starred) for item in target.elts):
        for at, item in enumerate(target.elts):
            path = _path(name, item)
            if path is not None:
                return (at, *path)
    return None


def _line(binding: Binding) -> tuple[int, int]:
    return _place(binding.node)


def _place(node: ast.AST) -> tuple[int, int]:
    return (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
