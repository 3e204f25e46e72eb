"""Constants: what a condition is when everything that it asks is written down in the file."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from tensortidy.semantics.bindings import parameters
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure

Constant = str | int | float | bool | None
Known = tuple[Constant]
"""A constant in a tuple of its own, so that None can be one."""

_DEPTH = 4


class Constants:
    """Evaluates expressions of one module that are made of constants, names bound to one, and comparisons of them."""

    def __init__(self, structure: Structure, names: Names) -> None:
        self._structure = structure
        self._names = names
        self._parameters: dict[ast.AST, Known | None] = structure.kept()

    def evaluate(self, node: ast.expr, given: Mapping[str, Known] | None = None, depth: int = _DEPTH) -> Known | None:
        """The constant that an expression is, where ``given`` tells the values of some names; None where it is none."""
        match node:
            case ast.Constant(value=str() | int() | float() | bool() | None as value):
                return (value,)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                known = self.evaluate(operand, given, depth)
                return None if known is None else (not known[0],)
            case ast.Compare(
                left=left, ops=[ast.Eq() | ast.NotEq() | ast.Is() | ast.IsNot() as op], comparators=[right]
            ):
                one, other = self.evaluate(left, given, depth), self.evaluate(right, given, depth)
                if one is None or other is None:
                    return None
                return ((one == other) is isinstance(op, ast.Eq | ast.Is),)
            case ast.Name(id=name):
                if given is not None and name in given:
                    return given[name]
                return self._name(node, depth) if depth else None
        return None

    def _name(self, node: ast.Name, depth: int) -> Known | None:
        bindings = self._names.bindings(node.id, node)
        if len(bindings) != 1:
            return None
        if isinstance(bindings[0].node, ast.arg):
            return self._parameter(bindings[0].node, depth)
        value = bindings[0].value
        return self.evaluate(value, None, depth - 1) if value is not None else None

    def _parameter(self, parameter: ast.arg, depth: int) -> Known | None:
        """What every known caller gives for a parameter, where all give the same."""
        if parameter not in self._parameters:
            self._parameters[parameter] = None  # recursion adds nothing
            self._parameters[parameter] = self._given(parameter, depth - 1)
        return self._parameters[parameter]

    def _given(self, parameter: ast.arg, depth: int) -> Known | None:
        arguments = self._structure.parent(parameter)
        function = self._structure.parent(arguments) if arguments is not None else None
        if not isinstance(function, Function) or parameter in (function.args.vararg, function.args.kwarg):
            return None
        found: set[Known | None] = set()
        for use in self._structure.reads(function.name):
            if self._names.definition(use) is not function or self._structure.inside(use, function):
                continue
            call = self._structure.parent(use)
            if not isinstance(call, ast.Call) or call.func is not use:
                return None
            given = argument(call, function, parameter.arg)
            found.add(self.evaluate(given, None, depth) if given is not None else None)
        return found.pop() if len(found) == 1 else None


def argument(call: ast.Call, function: Function, name: str) -> ast.expr | None:
    """What a call gives a function of this file for a parameter: its default where it gives nothing."""
    if any(isinstance(item, ast.Starred) for item in call.args) or any(item.arg is None for item in call.keywords):
        return None
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    named = [item.arg for item in (*function.args.posonlyargs, *function.args.args)]
    if name in named and named.index(name) < len(call.args):
        return call.args[named.index(name)]
    return default(function, name)


def default(function: Function, name: str) -> ast.expr | None:
    """The default of a parameter; None where it has none."""
    named = [*function.args.posonlyargs, *function.args.args]
    with_default = named[len(named) - len(function.args.defaults) :]
    for parameter, value in zip(with_default, function.args.defaults, strict=True):
        if parameter.arg == name:
            return value
    for parameter, written in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if parameter.arg == name:
            return written
    return None


def bound_constants(call: ast.Call, function: Function, constants: Constants) -> dict[str, Known]:
    """The constants that a call gives a function of this file for its parameters."""
    found: dict[str, Known] = {}
    for parameter in parameters(function.args):
        given = argument(call, function, parameter.arg)
        known = constants.evaluate(given) if given is not None else None
        if known is not None:
            found[parameter.arg] = known
    return found
