"""Tensors that grow by a copy of themselves in each iteration of a loop."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.accumulation import Accumulations
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.names import Names
from tensortidy.semantics.repetitions import Repetitions
from tensortidy.semantics.structure import Loop, Structure

# A tensor that grows so few times is as fast as a list.
_FEW = 8


@dataclass(frozen=True)
class Concatenation:
    """A tensor that grows by a copy of itself in each iteration.

    ``added`` goes behind the tensor when ``appends`` is true, else in front of it. ``statement`` is what one
    iteration does, with the ``if`` that seeds the tensor where ``seeded`` is true.
    """

    path: str
    call: ast.Call
    added: ast.expr
    statement: ast.stmt
    loop: Loop
    appends: bool
    seeded: bool


class Concatenations:
    """Questions about the growing tensors of one module."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        knowledge: Knowledge,
        accumulations: Accumulations,
        repetitions: Repetitions,
    ) -> None:
        self._structure = structure
        self._names = names
        self._picking = knowledge.members("tensor", "picking")
        self._accumulations = accumulations
        self._repetitions = repetitions

    def concatenation(self, call: ast.Call) -> Concatenation | None:
        """The growth of a tensor by ``acc = torch.cat((acc, x))`` in a loop, if the call is part of one.

        Also ``acc = x if acc is None else torch.cat((acc, x))``, and the same as an ``if`` statement, or
        with a test for the first iteration.
        """
        statement = self._structure.statement(call)
        loop = self._structure.loop(call)
        if loop is None or not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            return None
        path = dotted(statement.targets[0])
        pieces = call.args[0] if call.args else None
        if path is None or not isinstance(pieces, ast.Tuple | ast.List) or len(pieces.elts) != 2:
            return None
        order = [dotted(piece) == path for piece in pieces.elts]
        if order.count(True) != 1 or not (statement.value is call or _is_seeded(statement.value, call, path)):
            return None
        added = pieces.elts[order.index(False)]
        others = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
        if not all(isinstance(other, ast.Constant | ast.UnaryOp) for other in others):
            return None  # along another axis each time, perhaps
        if next(self._accumulations.reads(path, added), None) is not None:
            return None
        seed = self._seeding(statement, path, added)
        whole = seed if seed is not None else statement
        if (
            self._repetitions.is_few(loop, _FEW)
            or self._ends_by_size(loop)
            or self._starts_over_elsewhere(path, loop, statement, whole)
        ):
            return None
        if any(not self._structure.inside(read, whole) for read in self._accumulations.reads(path, loop)):
            return None  # the tensor is needed while it grows
        if self._is_handed_on(path, loop):
            return None
        return Concatenation(path, call, added, whole, loop, order[0], seed is not None or statement.value is not call)

    def _is_handed_on(self, path: str, loop: Loop) -> bool:
        """``data.x = torch.cat((data.x, x))`` beside ``fit(data)``: who is given the object may read all of it."""
        owner, dot, _ = path.partition(".")
        return bool(dot) and any(
            isinstance(node, ast.Name)
            and node.id == owner
            and not isinstance(self._structure.parent(node), ast.Attribute)
            for node in self._structure.walk(loop)
        )

    def is_picked(self, node: ast.expr) -> bool:
        """Whether a piece is a few elements picked out of a tensor, so that making it takes longer than copying."""
        match node:
            case ast.Call(func=ast.Attribute(attr=method)):
                return method in self._picking  # torch.gather(x, 1, index), x.gather(1, index)
            case ast.Subscript(value=whole, slice=index):
                return self.is_picked(whole) or self.is_picked(index)
            case ast.Name(id=name):
                made = [binding.value for binding in self._names.bindings(name, node)]
                return any(isinstance(value, ast.Call) and self.is_picked(value) for value in made)
        return False

    def _ends_by_size(self, loop: Loop) -> bool:
        """``while filled.shape[0] < n``: what grows in the loop, and what grows beside it, is needed up to a size."""
        if not isinstance(loop, ast.While):
            return False
        tested = {
            path for node in self._structure.walk(loop.test) if isinstance(node, ast.expr) and (path := dotted(node))
        }
        return any(
            isinstance(node, ast.Assign)
            and any(dotted(target) in tested for target in node.targets)
            and any(
                True for target in node.targets for _ in self._accumulations.reads(dotted(target) or "", node.value)
            )
            for node in self._structure.walk(loop)
        )

    def _seeding(self, statement: ast.stmt, path: str, added: ast.expr) -> ast.If | None:
        """``if first: acc = x`` / ``else: acc = torch.cat((acc, x))``: the ``if`` around the two."""
        outer = self._structure.parent(statement)
        if not isinstance(outer, ast.If) or len(outer.body) != 1 or len(outer.orelse) != 1:
            return None
        other = outer.body[0] if outer.orelse[0] is statement else outer.orelse[0]
        seeds = isinstance(other, ast.Assign) and [dotted(target) for target in other.targets] == [path]
        same = isinstance(other, ast.Assign) and ast.dump(other.value) == ast.dump(added)
        return outer if seeds and same else None

    def _starts_over_elsewhere(self, path: str, loop: Loop, statement: ast.stmt, whole: ast.stmt) -> bool:
        if self._structure.inside(loop, whole):
            return True
        for node in self._structure.walk(loop):
            inside = isinstance(node, ast.stmt) and not self._structure.inside(node, whole)
            if inside and isinstance(node, ast.stmt) and self._binds(node, path):
                return True
        seeded_inside = whole is not statement
        return not (seeded_inside or "." in path or self._accumulations.seeds(path, loop, statement))

    def _binds(self, statement: ast.stmt, path: str) -> bool:
        if isinstance(statement, ast.AugAssign):
            return dotted(statement.target) == path
        deleted = isinstance(statement, ast.Delete) and any(dotted(target) == path for target in statement.targets)
        return deleted or self._accumulations.rebinds(statement, path)


def _is_seeded(value: ast.expr, call: ast.Call, path: str) -> bool:
    """``x if acc is None else torch.cat((acc, x))``, either way round."""
    if not isinstance(value, ast.IfExp) or call not in (value.body, value.orelse):
        return False
    test = value.test
    return isinstance(test, ast.Compare) and dotted(test.left) == path and isinstance(test.ops[0], ast.Is | ast.IsNot)
