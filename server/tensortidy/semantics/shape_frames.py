"""Calls as shapes are asked about: what their parameters are given, and where an argument stands."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from tensortidy.semantics.shape_arithmetic import Held
from tensortidy.semantics.structure import Function


@dataclass(frozen=True, eq=False)
class Frame:
    """What a call gives the parameters of a function: expressions where the call stands, or what is known to come.

    ``owner`` is the object whose method it is.
    """

    function: Function | ast.Lambda
    given: Mapping[str, Given]
    owner: Instance | None = None
    depth: int = 0


@dataclass(frozen=True, eq=False)
class Instance:
    """An object of a class of the file, and how it was made."""

    definition: ast.ClassDef
    call: ast.Call
    frame: Frame | None


Given = tuple[ast.expr, Frame | None] | Held | None
"""What a parameter is given: an expression and the call that it stands in, or what it is."""


def argument(call: ast.Call, at: int, *names: str) -> ast.expr | None:
    """The argument of a call at a place, or of one of some names."""
    if len(call.args) > at and not any(isinstance(item, ast.Starred) for item in call.args):
        return call.args[at]
    return named(call, *names)


def named(call: ast.Call, *names: str) -> ast.expr | None:
    """The keyword argument of a call that has one of some names."""
    return next((item.value for item in call.keywords if item.arg in names), None)
