"""What a session of cells piles up: they share one process, and each may be run again."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tensortidy.semantics.accumulation import Accumulations
from tensortidy.semantics.cells import Cells
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Loop, Structure


@dataclass(frozen=True)
class Refill:
    """A list that one cell makes and another one fills, in ``loop``: each run of that adds to what is in it.

    ``made`` is the assignment of the empty list, ``value`` what is added. ``above`` is the statement of the top level
    that the loop is in, or is.
    """

    name: str
    made: ast.Assign
    value: ast.expr
    loop: Loop
    above: ast.stmt


class Reruns:
    """Questions about what cells do once more when they are run again; no to all where a text has no cells."""

    def __init__(
        self, structure: Structure, names: Names, cells: Cells, accumulations: Accumulations, gradients: Gradients
    ) -> None:
        self._structure = structure
        self._names = names
        self._cells = cells
        self._accumulations = accumulations
        self._gradients = gradients

    def refill(self, statement: ast.stmt) -> Refill | None:
        """The list that a statement in a loop of one cell adds to, where another cell has made it, and nobody minds.

        A loop that trains goes on where it was, and so does its list. So does a cell that looks at what is in it.
        """
        if not self._cells.all or self._structure.function(statement) is not None:
            return None
        found = self._accumulations.accumulation(statement)
        if found is None or found.adds or not isinstance(found.target, ast.Name):
            return None
        loops = list(self._structure.loops(statement))
        made = self._made_elsewhere(found.target, statement)
        if made is None or self._gradients.passes(loops[-1]) or self._is_looked_after(found.target, loops[-1]):
            return None
        whole = next(item for item in self._structure.module.body if self._structure.inside(loops[-1], item))
        return Refill(found.path, made, found.value, loops[-1], whole)

    def _made_elsewhere(self, name: ast.Name, statement: ast.stmt) -> ast.Assign | None:
        """``outputs = []`` in a cell before, where nothing else gives the variable a value."""
        bindings = self._names.bindings(name.id, name)
        made = bindings[0].node if len(bindings) == 1 else None
        if not isinstance(made, ast.Assign) or made not in self._structure.module.body or len(made.targets) > 1:
            return None
        home, here = self._cells.around(made), self._cells.around(statement)
        is_before = home is not None and here is not None and home.marker < here.marker
        return made if is_before and self._is_empty_list(made.value) else None

    def _is_empty_list(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Call):
            return self._names.qualified(value.func) == "list" and not value.args
        return isinstance(value, ast.List) and not value.elts

    def _is_looked_after(self, name: ast.Name, loop: Loop) -> bool:
        """Whether a list is changed elsewhere too, or read by its cell before it is filled."""
        here = self._cells.around(loop)
        for read in self._accumulations.reads(name.id, self._structure.module):
            inside = self._structure.inside(read, loop)
            if inside and not self._is_grown(read):
                return True
            if not inside and (self._is_grown(read) or (self._cells.around(read) is here and _is_above(read, loop))):
                return True
        return False

    def _is_grown(self, read: ast.expr) -> bool:
        """``outputs.append``, ``outputs.clear``, ``outputs[0]``: what may change a list."""
        return isinstance(self._structure.parent(read), ast.Attribute | ast.Subscript | ast.AugAssign)


def _is_above(node: ast.expr | ast.stmt, other: ast.stmt) -> bool:
    return node.lineno < other.lineno
