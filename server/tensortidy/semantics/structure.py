"""Where a node stands: its parent, statement, block, loops, function and class."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.AsyncFor | ast.While
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda

_BLOCKS = ("body", "orelse", "finalbody")


class Structure:
    """Parents and enclosing constructs of every node of one module."""

    def __init__(self, module: ast.Module) -> None:
        self.module = module
        self._parents: dict[ast.AST, ast.AST] = {}
        self._scopes: dict[ast.AST, Scope] = {}
        pending: list[ast.AST] = [module]
        while pending:
            node = pending.pop()
            for child in ast.iter_child_nodes(node):
                self._parents[child] = node
                pending.append(child)

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node right around this one; None for the module. (Shared operators and contexts have none of use.)"""
        return self._parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around this one, from the inside out."""
        while (parent := self._parents.get(node)) is not None:
            yield parent
            node = parent

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The innermost statement that holds this node; the node itself where it is one."""
        if isinstance(node, ast.stmt):
            return node
        return next((outer for outer in self.ancestors(node) if isinstance(outer, ast.stmt)), None)

    def function(self, node: ast.AST) -> Function | ast.Lambda | None:
        """The innermost function or lambda whose body holds this node; None at module or class level."""
        inner = node
        for outer in self.ancestors(node):
            if isinstance(outer, Function) and _in_body(outer, inner):
                return outer
            if isinstance(outer, ast.Lambda) and inner is outer.body:
                return outer
            inner = outer
        return None

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The class that a method, or a node inside one of its methods, belongs to."""
        for outer in self.ancestors(node):
            if isinstance(outer, ast.ClassDef):
                return outer
        return None

    def scope(self, node: ast.AST) -> Scope:
        """The scope in which a node's names are looked up first."""
        if node not in self._scopes:
            self._scopes[node] = self._scope(node)
        return self._scopes[node]

    def _scope(self, node: ast.AST) -> Scope:
        inner = node
        for outer in self.ancestors(node):
            if isinstance(outer, Function | ast.ClassDef) and _in_body(outer, inner):
                return outer
            if isinstance(outer, ast.Lambda) and inner is outer.body:
                return outer
            inner = outer
        return self.module

    def loops(self, node: ast.AST) -> Iterator[Loop]:
        """The loops of the same function whose body repeats this node, innermost first.

        The iterable of a ``for`` is evaluated once, so it is outside; a ``while`` test is inside.
        """
        inner = node
        for outer in self.ancestors(node):
            if isinstance(outer, Function | ast.Lambda | ast.ClassDef) and not _outside_definition(outer, inner):
                return
            if (isinstance(outer, ast.For | ast.AsyncFor) and inner in outer.body) or (
                isinstance(outer, ast.While) and (inner in outer.body or inner is outer.test)
            ):
                yield outer
            inner = outer

    def loop(self, node: ast.AST) -> Loop | None:
        """The innermost loop that repeats this node within its function."""
        return next(self.loops(node), None)

    def inside(self, node: ast.AST, outer: ast.AST) -> bool:
        """Whether ``outer`` is the node itself or stands around it."""
        return node is outer or any(ancestor is outer for ancestor in self.ancestors(node))

    def block(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """The list of statements that this one stands in, itself among them."""
        parent = self._parents[statement]
        for name in _BLOCKS:
            block = getattr(parent, name, None)
            if isinstance(block, list) and statement in block:
                return block
        return (statement,)

    def following(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """The statements after this one in its block."""
        block = self.block(statement)
        return block[block.index(statement) + 1 :]


def walk_scope(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when this scope does, in no order: nested functions, classes and lambdas stay closed.

    The definitions themselves are yielded, and their decorators and defaults, which run here.
    """
    pending: list[ast.AST] = list(_body(scope))
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, Function):
            pending.extend((*node.decorator_list, *_defaults(node.args)))
        elif isinstance(node, ast.Lambda):
            pending.extend(_defaults(node.args))
        elif isinstance(node, ast.ClassDef):
            pending.extend((*node.decorator_list, *node.bases))
        else:
            pending.extend(ast.iter_child_nodes(node))


def _body(scope: ast.AST) -> Sequence[ast.AST]:
    body = getattr(scope, "body", [])
    return body if isinstance(body, list) else [body]


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(default for default in arguments.kw_defaults if default is not None)]


def _in_body(definition: Function | ast.ClassDef, child: ast.AST) -> bool:
    return child in definition.body


def _outside_definition(definition: ast.AST, child: ast.AST) -> bool:
    """Whether ``child`` of a definition runs where the definition stands: decorators, defaults, bases."""
    return not (child is definition.body if isinstance(definition, ast.Lambda) else child in _body(definition))
