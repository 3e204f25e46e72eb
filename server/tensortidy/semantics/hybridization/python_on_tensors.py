"""What Python does with tensors itself, eagerly: a graph has no values to do it with."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tensortidy.semantics.hybridization.frames import Event
from tensortidy.semantics.hybridization.machine import Machine
from tensortidy.semantics.hybridization.objects import Array, Container, Tensor, Thing, Things
from tensortidy.semantics.hybridization.written_calls import ITERATING

_COMPARING = frozenset({"min", "max", "sorted", "any", "all", "bool"})
_GROWING = frozenset({"append", "extend", "insert", "add", "update"})


@dataclass(frozen=True)
class Asked:
    """An expression whose value is asked for, and how; ``is_iterated`` where it is gone through."""

    value: ast.expr
    what: str
    is_iterated: bool = False


def asked_for(
    machine: Machine, node: ast.AST, comes_from: Callable[[ast.expr], bool], *, iterated: bool
) -> Event | None:
    """Whether a node goes through a tensor that comes from a parameter, or else asks for a value of one."""
    for asked in _asked(machine, node):
        if asked.is_iterated is iterated and comes_from(asked.value):
            return Event(asked.what, getattr(node, "lineno", asked.value.lineno))
    return None


def _asked(machine: Machine, node: ast.AST) -> Iterator[Asked]:
    """The expressions of a node whose values are asked for, where they are tensors."""
    match node:
        case ast.Assign(targets=[ast.Tuple() | ast.List() as target], value=value):
            if are_tensors(machine.iterated.get(target)):
                yield Asked(value, "unpacks a tensor", is_iterated=True)
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in ITERATING:
            for argument in arguments:
                held = machine.iterated.get(argument)
                if name == "bool" and are_tensors(held):
                    yield Asked(argument, "asks for the truth of a tensor")
                elif name != "bool" and are_tensors(held):
                    yield Asked(argument, f"gives a tensor to Python's own `{name}`", is_iterated=True)
                elif name in _COMPARING and _hold_tensors(held):
                    yield Asked(argument, f"compares tensors with Python's own `{name}`")
        case ast.Starred(value=value):
            if are_tensors(machine.iterated.get(node)):
                yield Asked(value, "takes a tensor apart with `*`", is_iterated=True)
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn(), *_]):
            if are_tensors(machine.iterated.get(left)):
                yield Asked(left, "looks for a tensor with `in`")
        case ast.Subscript(slice=index):
            if are_tensors(machine.conditions.get(index)):
                yield Asked(index, "takes a tensor for the place in a Python container")
        case ast.comprehension(ifs=conditions):
            for condition in conditions:
                if are_tensors(machine.conditions.get(condition)):
                    yield Asked(condition, "chooses by the value of a tensor in a comprehension")
        case ast.Assert(test=test):
            if are_tensors(machine.conditions.get(test)):
                yield Asked(test, "asserts something of the value of a tensor")
        case ast.If(test=test, body=body, orelse=otherwise):
            if are_tensors(machine.conditions.get(test)) and any(_raises(block) for block in (body, otherwise)):
                yield Asked(test, "raises where a tensor has some value, which a graph would do whenever it is traced,")
        case ast.For(body=body) if not are_tensors(machine.iterated.get(node)):
            for test in _leaving(body, machine):
                yield Asked(test, "leaves a loop of Python where a tensor has some value")
        case ast.While(test=test, body=body) if are_tensors(machine.conditions.get(test)) and _grows(body):
            yield Asked(test, "makes something longer in each pass of a loop that a graph runs by itself")


def are_tensors(things: Things | None) -> bool:
    """Whether something is a tensor for sure."""
    return bool(things) and all(isinstance(thing, Tensor | Array) for thing in things or ())


def grows_in_a_graph_loop(machine: Machine, node: ast.For) -> Event | None:
    """A Python container that is filled in a loop over a tensor: ``for i in tf.range(n): found.append(i)``."""
    if are_tensors(machine.iterated.get(node)) and _grows(node.body):
        return Event("makes something longer in each pass of a loop that a graph runs by itself", node.lineno)
    return None


def _hold_tensors(things: Things | None) -> bool:
    """Whether something is a container of tensors only."""
    held: list[Thing] = []
    for thing in things or ():
        if not isinstance(thing, Container):
            return False
        held.extend(item for items in thing.fields.values() for item in items)
    return bool(held) and all(isinstance(thing, Tensor) for thing in held)


def _raises(block: list[ast.stmt]) -> bool:
    return bool(block) and isinstance(block[-1], ast.Raise)


def _grows(body: list[ast.stmt]) -> bool:
    """Whether something gets longer in each pass: a Python container, or a tensor, whose shape a loop keeps."""
    return any(_lengthens(node) for statement in body for node in ast.walk(statement))


def _lengthens(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))):
            return name in _GROWING
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="concat"), args=arguments)):
            return any(isinstance(part, ast.Name) and part.id == name for item in arguments for part in ast.walk(item))
    return False


def _leaving(body: list[ast.stmt], machine: Machine) -> Iterator[ast.expr]:
    """The conditions on tensors under which the body of a loop leaves it."""
    for statement in body:
        if isinstance(statement, ast.If):
            leaves = any(isinstance(node, ast.Break | ast.Return) for node in _own(statement))
            if leaves and are_tensors(machine.conditions.get(statement.test)):
                yield statement.test
        if isinstance(statement, ast.If | ast.With):
            yield from _leaving(statement.body, machine)


def _own(statement: ast.stmt) -> Iterator[ast.AST]:
    """A statement and those in it, without loops and definitions of their own."""
    yield statement
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.For | ast.While | ast.FunctionDef | ast.Lambda | ast.ClassDef | ast.expr):
            yield from _own(child)  # type: ignore[arg-type]
