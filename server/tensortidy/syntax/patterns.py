"""Patterns of ``case``: the expressions that they were parsed as, turned into ``ast`` patterns."""

from __future__ import annotations

import ast

from tensortidy.syntax.expressions import Broken


def pattern_of(node: ast.expr) -> ast.pattern:
    """Turn an expression into the pattern that is spelled like it. Raises Broken where there is none."""
    return ast.copy_location(_pattern(node), node)


def _pattern(node: ast.expr) -> ast.pattern:
    match node:
        case ast.Constant(value=None | True | False):
            return ast.MatchSingleton(value=node.value)  # type: ignore[arg-type]
        case ast.Constant() | ast.Attribute() | ast.UnaryOp() | ast.BinOp(op=ast.Add() | ast.Sub()):
            return ast.MatchValue(value=node)
        case ast.Name():
            return ast.MatchAs(pattern=None, name=_capture(node.id))
        case ast.Tuple() | ast.List():
            return ast.MatchSequence(patterns=[pattern_of(element) for element in node.elts])
        case ast.Starred(value=ast.Name() as name):
            return ast.MatchStar(name=_capture(name.id))
        case ast.BinOp(op=ast.BitOr()):
            return ast.MatchOr(patterns=[pattern_of(side) for side in _alternatives(node)])
        case ast.Call():
            return ast.MatchClass(
                cls=node.func,
                patterns=[pattern_of(argument) for argument in node.args],
                kwd_attrs=[keyword.arg or "" for keyword in node.keywords],
                kwd_patterns=[pattern_of(keyword.value) for keyword in node.keywords],
            )
        case ast.Dict():
            return _mapping(node)
    raise Broken


def _mapping(node: ast.Dict) -> ast.pattern:
    rest = None
    keys: list[ast.expr] = []
    patterns: list[ast.pattern] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is not None:
            keys.append(key)
            patterns.append(pattern_of(value))
        elif isinstance(value, ast.Name):
            rest = value.id
    return ast.MatchMapping(keys=keys, patterns=patterns, rest=rest)


def _alternatives(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_alternatives(node.left), node.right]
    return [node]


def _capture(name: str) -> str | None:
    return None if name == "_" else name
