"""How often loops run, as far as that is written down."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tensortidy.semantics.classes import Classes
from tensortidy.semantics.constants import argument, default
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.uses import Uses

_DEEPEST = 10
# What they give is as long as what they are given.
_AS_LONG = frozenset({
    "enumerate", "reversed", "sorted", "list", "tuple", "torch.nn.ModuleList", "torch.nn.ParameterList", "tqdm.tqdm",
})  # fmt: skip
_VIEWS = frozenset({"items", "keys", "values", "named_children", "children"})


class Repetitions:
    """Counts of the loops of one module.

    A parameter counts as what the calls in this file give for it, one of a constructor that nobody gives as its
    default: sizes of layers are what their authors wrote.
    """

    def __init__(self, structure: Structure, names: Names, classes: Classes, uses: Uses) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._uses = uses

    def of(self, loop: Loop) -> int | None:
        """How often a loop runs at most, each time that it is come to; None where that is not written down."""
        return None if isinstance(loop, ast.While) else self._length(loop.iter, _DEEPEST)

    def is_few(self, loop: Loop, most: int) -> bool:
        """Whether a loop is known to run so many times at most."""
        found = self.of(loop)
        return found is not None and found <= most

    def length(self, iterated: ast.expr) -> int | None:
        """How many things iterating over an expression gives at most; None where that is not written down."""
        return self._length(iterated, _DEEPEST)

    # ------------------------------------------------------------ lengths

    def _length(self, node: ast.expr, depth: int) -> int | None:
        if depth == 0:
            return None
        match node:
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                return None if any(isinstance(item, ast.Starred) for item in elements) else len(elements)
            case ast.Dict(keys=keys):
                return None if None in keys else len(keys)
            case ast.ListComp(generators=[ast.comprehension(iter=iterated)]):
                return self._length(iterated, depth - 1)
            case ast.Call():
                return self._length_of_call(node, depth)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return _sum([self._length(left, depth - 1), self._length(right, depth - 1)])
            case ast.Name() | ast.Attribute():
                return self._of_variable(node, depth, length=True)
        return None

    def _length_of_call(self, call: ast.Call, depth: int) -> int | None:
        name = self._names.qualified(call.func)
        if name == "range" and call.args:
            bounds = [self._number(bound, depth - 1) for bound in call.args]
            known = [bound for bound in bounds if bound is not None]
            return len(range(*known)) if len(known) == len(bounds) and known[2:] != [0] else None
        if name == "zip" and call.args:
            lengths = [self._length(part, depth - 1) for part in call.args]
            return min((length for length in lengths if length is not None), default=None)
        if name in _AS_LONG and call.args:
            return self._length(call.args[0], depth - 1)
        if name == "torch.nn.Sequential":
            return len(call.args)
        if isinstance(call.func, ast.Attribute) and call.func.attr in _VIEWS and not call.args:
            return self._length(call.func.value, depth - 1)
        return None

    # ------------------------------------------------------------ numbers

    def _number(self, node: ast.expr, depth: int) -> int | None:
        if depth == 0:
            return None
        match node:
            case ast.Constant(value=int(value)):
                return value
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv() as op, left=left, right=right):
                one, other = self._number(left, depth - 1), self._number(right, depth - 1)
                return None if one is None or other is None else _computed(op, one, other)
            case ast.Call(func=ast.Name(id="len"), args=[held]):
                return self._length(held, depth - 1)
            case ast.Name() | ast.Attribute():
                return self._of_variable(node, depth, length=False)
        return None

    # ------------------------------------------------------------ variables

    def _of_variable(self, node: ast.Name | ast.Attribute, depth: int, *, length: bool) -> int | None:
        """The length, or the number, that a variable or attribute of self holds."""
        if isinstance(node, ast.Name):
            bindings = self._names.bindings(node.id, node)
            binder = bindings[0].node if len(bindings) == 1 else None
            written = [bindings[0].value] if len(bindings) == 1 else []
            if isinstance(binder, ast.arg):
                return self._given(binder, depth, length=length)
        else:
            owner = self._structure.class_of(node)
            if owner is None or not isinstance(node.value, ast.Name) or node.value.id != "self":
                return None
            statements = self._classes.assignments(owner, node.attr)
            written = [item.value for item in statements if isinstance(item, ast.Assign | ast.AnnAssign)]
            if len(written) != len(statements):
                return None
        if len(written) != 1 or written[0] is None:
            return None
        if not length:
            return self._number(written[0], depth - 1)
        return self._filled(node, written[0], depth) if _is_empty(written[0]) else self._length(written[0], depth - 1)

    def _filled(self, node: ast.Name | ast.Attribute, made: ast.expr, depth: int) -> int | None:
        """The length of a list that starts empty and is appended to."""
        path = dotted(node)
        home = self._structure.function(made) or self._structure.module
        found: list[int | None] = []
        for call in self._structure.walk(home):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            if dotted(call.func.value) != path or call.func.attr in _VIEWS:
                continue
            if call.func.attr != "append":
                return None
            times = 1
            for loop in self._structure.loops(call):
                count = None if isinstance(loop, ast.While) else self._length(loop.iter, depth - 1)
                if count is None:
                    return None
                times *= count
            found.append(times)
        return _sum(found) if found else None

    def _given(self, parameter: ast.arg, depth: int, *, length: bool) -> int | None:
        """The most that the calls in this file give for a parameter."""
        arguments = self._structure.parent(parameter)
        function = self._structure.parent(arguments) if arguments is not None else None
        if not isinstance(function, Function) or parameter in (function.args.vararg, function.args.kwarg):
            return None
        measure = self._length if length else self._number
        if function.name == "__init__":
            written = default(function, parameter.arg)
            return measure(written, depth - 1) if written is not None else None
        found: list[int | None] = []
        for use in self._uses.of(function):
            call = self._structure.parent(use)
            if not isinstance(call, ast.Call) or call.func is not use:
                return None
            given = self._argument(call, function, parameter.arg)
            found.append(measure(given, depth - 1) if given is not None else None)
        known = [count for count in found if count is not None]
        return max(known) if known and len(known) == len(found) else None

    def _argument(self, call: ast.Call, function: Function, name: str) -> ast.expr | None:
        """What a call gives for a parameter; ``self`` of a method is given by the object."""
        method = isinstance(self._structure.parent(function), ast.ClassDef) and isinstance(call.func, ast.Attribute)
        given = argument(call, function, name)
        positional = [item.arg for item in (*function.args.posonlyargs, *function.args.args)]
        if method and name in positional and not any(keyword.arg == name for keyword in call.keywords):
            at = positional.index(name) - 1
            return call.args[at] if 0 <= at < len(call.args) else default(function, name)
        return given


def _computed(op: ast.operator, one: int, other: int) -> int | None:
    match op:
        case ast.Add():
            return one + other
        case ast.Sub():
            return one - other
        case ast.Mult():
            return one * other
    return one // other if other else None


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _is_empty(node: ast.expr) -> bool:
    """``[]``, ``list()``, ``nn.ModuleList()``."""
    return (isinstance(node, ast.List) and not node.elts) or (isinstance(node, ast.Call) and not node.args)
