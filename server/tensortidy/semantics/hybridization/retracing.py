"""The calls that hand Python literals to a function: a graph function is traced anew for each value."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tensortidy.semantics.hybridization.frames import Frame
from tensortidy.semantics.hybridization.machine import Machine
from tensortidy.semantics.hybridization.objects import Literal, Things, Unknown
from tensortidy.semantics.hybridization.parameters import holds_literal
from tensortidy.semantics.hybridization.sources import FileSource, FunctionSource
from tensortidy.semantics.hybridization.verdicts import LiteralCall
from tensortidy.source import span_of


def literal_calls(machine: Machine, source: FunctionSource, frames: Sequence[Frame]) -> Iterator[LiteralCall]:
    """The calls of a function that hand Python literals over, in the order in which they were found."""
    is_speculative = bool(frames) and frames[0].is_speculative
    for (node, caller), given in machine.handed.get(source, {}).items():
        if caller is None or caller.is_speculative is not is_speculative or not isinstance(node, ast.Call):
            continue
        for parameter in source.own_parameters:
            written = _written(node, source, parameter.arg)
            held = frozenset(thing for thing in given.get(parameter.arg, ()) if not isinstance(thing, Unknown))
            if written is None or not held:
                continue
            if all(holds_literal(thing, booleans=machine.options.literal_booleans) for thing in held):
                varies = _varies(written, caller.file)
                value = "" if varies else _value(held)
                yield LiteralCall(caller.file.path, span_of(node), parameter.arg, value, varies)


def _written(call: ast.Call, source: FunctionSource, name: str) -> ast.expr | None:
    """The argument that a call hands over for a parameter, as it is written; None where none is certain to."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    names = [parameter.arg for parameter in source.positional]
    place = names.index(name) - source.is_method if name in names else len(call.args)
    before = call.args[: place + 1]
    return before[place] if len(before) > place and not any(isinstance(item, ast.Starred) for item in before) else None


def _value(held: Things) -> str:
    values = [repr(thing.value) for thing in held if isinstance(thing, Literal) and thing.value is not ...]
    return values[0] if len(held) == len(values) == 1 else ""


def _varies(written: ast.expr, file: FileSource) -> bool:
    """Whether an argument names the variable of a ``for`` around it."""
    names = {node.id for node in ast.walk(written) if isinstance(node, ast.Name)}
    for outer in file.structure.ancestors(written) if names else ():
        if isinstance(outer, ast.For):
            if any(isinstance(node, ast.Name) and node.id in names for node in ast.walk(outer.target)):
                return True
        elif isinstance(outer, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            return False
    return False
