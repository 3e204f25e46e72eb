"""Branches on the value of a tensor: a graph takes them where both ways give the same kind of thing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from tensortidy.semantics.hybridization.sources import FunctionSource


def uneven(node: ast.If | ast.While, source: FunctionSource) -> str:
    """What only one way of a branch gives, in words; empty where both ways are even."""
    if isinstance(node, ast.If) and _returns(node) and _may_return_nothing(source.node):
        return "returns something on one way of a branch on a tensor, and nothing on another,"
    ways = [node.body, node.orelse] if isinstance(node, ast.If) else [node.body]
    assigned = [set(_assigned(way)) for way in ways]
    before = _assigned_before(node, source)
    end = node.end_lineno or node.lineno
    read_after = {
        inner.id
        for inner in source.own_nodes
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load) and inner.lineno > end
    }
    common = set.intersection(*assigned) if len(assigned) == 2 else set()
    leaving = [_leaves(way) for way in ways]
    if any(leaving):  # what the way that stays assigns is there afterwards
        return ""
    missing = (set.union(*assigned) - common - before) & read_after
    return f"assigns `{min(missing)}` on one way of a branch on a tensor only" if missing else ""


def _nodes(statements: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes in some statements, nested definitions left out."""
    for statement in statements:
        yield statement
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield from _nodes(ast.iter_child_nodes(statement))


def _assigned(statements: Sequence[ast.stmt]) -> Iterator[str]:
    for node in _nodes(statements):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _assigned_before(branch: ast.stmt, source: FunctionSource) -> set[str]:
    found = {parameter.arg for parameter in source.parameters}
    nothing: dict[str, int] = {}
    for node in source.own_nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.lineno < branch.lineno:
            found.add(node.id)
        elif isinstance(node, ast.Assign) and node.lineno < branch.lineno:
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            for name in names:
                if isinstance(node.value, ast.Constant) and node.value.value is None:
                    nothing[name] = node.lineno
                elif node.lineno > nothing.get(name, node.lineno):
                    del nothing[name]
    return found.difference(nothing)


def _returns(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Return) and _is_something(inner.value) for inner in _nodes([node]))


def _is_something(value: ast.expr | None) -> bool:
    return value is not None and not (isinstance(value, ast.Constant) and value.value is None)


def _leaves(statements: Sequence[ast.stmt]) -> bool:
    """Whether control never goes on after some statements."""
    if not statements:
        return False
    last = statements[-1]
    if isinstance(last, ast.If):
        return _leaves(last.body) and _leaves(last.orelse)
    if isinstance(last, ast.With):
        return _leaves(last.body)
    return isinstance(last, ast.Return | ast.Raise | ast.Continue | ast.Break)


def _may_return_nothing(definition: ast.AST) -> bool:
    """Whether a function may end without a value: at its end, or with ``return None``."""
    body = getattr(definition, "body", None)
    if not isinstance(body, list):
        return False
    bare = any(isinstance(node, ast.Return) and not _is_something(node.value) for node in _nodes(body))
    return bare or not _leaves(body)
