"""Columns that meet rows: (k, 1) and (k,) broadcast to (k, k), where one number for each of k was meant."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.names import Names
from tensortidy.semantics.shape_arithmetic import TensorShape
from tensortidy.semantics.shape_frames import argument
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.tensor_shapes import TensorShapes

_COMPARING = (ast.Sub, ast.Eq, ast.NotEq)
_COMBINING = (ast.Add, ast.Mult, ast.Div)
_AVERAGES = frozenset(
    {"mean", "sum", "reduce_mean", "reduce_sum", "nanmean", "sqrt", "square", "abs", "absolute", "pow", "power"}
)
_TOTALS = frozenset({"mean", "sum", "reduce_mean", "reduce_sum", "nanmean"})


@dataclass(frozen=True)
class ColumnAndRow:
    """A ``column`` of k rows, and a ``row`` of k numbers, which one operation puts together by mistake.

    ``loss`` is what the loss is called where that is what does it.
    """

    column: ast.expr
    row: ast.expr
    column_shape: TensorShape
    row_shape: TensorShape
    loss: str = ""


class ShapeMismatches:
    """Questions about operands of one module that do not have one shape."""

    def __init__(self, structure: Structure, names: Names, knowledge: Knowledge, shapes: TensorShapes) -> None:
        self._structure = structure
        self._names = names
        self._knowledge = knowledge
        self._shapes = shapes

    def at(self, node: ast.AST) -> ColumnAndRow | None:
        """The mismatch of the operands of a difference, a comparison or a loss, if surely nobody meant it."""
        match node:
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, (*_COMPARING, *_COMBINING)):
                return self._of_operands(left, right, node, is_plain=isinstance(op, _COMPARING))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, _COMPARING):
                return self._of_operands(left, right, node, is_plain=True)
            case ast.Call(args=[first, *others]):
                return self._of_call(node, first, others)
        return None

    def _of_call(self, node: ast.Call, first: ast.expr, others: Sequence[ast.expr]) -> ColumnAndRow | None:
        name = self._names.qualified(node.func)
        second = others[0] if others else argument(node, 9, "target", "y", "other", "x2")
        if second is None or isinstance(first, ast.Starred) or isinstance(second, ast.Starred):
            return None
        if name is not None:
            if self._knowledge.is_one_of(name, "differences"):
                return self._of_operands(first, second, node, is_plain=True)
            if self._knowledge.is_one_of(name, "broadcasting loss functions"):
                return self._pair(first, second, name)
            return None
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("eq", "sub", "ne"):
            return self._of_operands(node.func.value, first, node, is_plain=True)
        if len(node.args) + len(node.keywords) != 2:
            return None
        made = self._shapes.maker(node.func)
        loss = self._names.qualified(made.func) if made is not None else None
        is_loss = self._knowledge.is_one_of(loss, "broadcasting losses")
        return self._pair(first, second, loss) if is_loss and loss is not None else None

    def _of_operands(self, left: ast.expr, right: ast.expr, node: ast.expr, *, is_plain: bool) -> ColumnAndRow | None:
        """A mismatch that is no wanted table of all pairs.

        The operands are of one length. Whoever wants all pairs adds the axis on the spot, ``x[:, None] - y``, or does
        not average over all of them at once.
        """
        if isinstance(left, ast.Constant) or isinstance(right, ast.Constant):
            return None
        found = self._pair(left, right)
        if found is None or found.column_shape.lengths[0] != found.row_shape.lengths[0]:
            return None
        if found.column_shape.by_hand and self._structure.inside(found.column_shape.made, node):
            return None
        is_output = found.column_shape.is_output or found.row_shape.is_output
        if is_output:
            return found
        wanted = found.column_shape.by_hand or not is_plain
        return None if wanted and not self._is_averaged(node) else found

    def _pair(self, one: ast.expr, other: ast.expr, loss: str = "") -> ColumnAndRow | None:
        """A column and a row, neither of them of a single number."""
        first = self._shapes.of(one)
        second = self._shapes.of(other) if first is not None and len(first.lengths) in (1, 2) else None
        if first is None or second is None:
            return None
        if len(first.lengths) == 1:
            one, other, first, second = other, one, second, first
        if len(first.lengths) != 2 or len(second.lengths) != 1 or first.lengths[1] != 1:
            return None
        if first.lengths[0] == 1 or second.lengths[0] == 1 or "pandas" in (first.library, second.library):
            return None  # a column of a table raises
        return ColumnAndRow(one, other, first, second, loss)

    def _is_averaged(self, node: ast.expr) -> bool:
        """Whether all numbers of a result go into one: ``tf.reduce_mean(tf.square(a - b))``, ``(a - b).mean()``."""
        inner: ast.AST = node
        for outer in self._structure.ancestors(node):
            match outer:
                case ast.BinOp(left=left, op=ast.Pow()) if left is inner:
                    pass
                case ast.UnaryOp() | ast.Attribute():
                    pass
                case ast.Call(func=ast.Attribute(attr=name)) if name in _AVERAGES:
                    if name in _TOTALS:
                        behind = len(outer.args) - (0 if outer.func is inner else 1)
                        return behind == 0 and not any(item.arg in ("axis", "dim") for item in outer.keywords)
                case _:
                    return False
            inner = outer
        return False
