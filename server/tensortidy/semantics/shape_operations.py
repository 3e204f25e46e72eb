"""What the functions of libraries, and the methods of tensors and datasets, make of shapes."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.shape_arithmetic import (
    Group,
    Held,
    Length,
    Symbol,
    TensorShape,
    after_reshape,
    broadcast,
    expanded,
    multiplied,
    reduced,
    size,
    squeezed,
    turned,
)
from tensortidy.semantics.shape_frames import Frame, argument, named

# They give the places of the greatest too, where an axis is named.
_PAIRS = frozenset({"max", "min", "median"})
_STRONGEST = ("", "numpy", "pandas", "keras", "tensorflow", "torch")  # what the result of two operands belongs to
_TO_NUMPY = frozenset({"numpy", "convert_to_numpy"})


class ShapeOperations(ABC):
    """The shapes of what calls give."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._keeping = knowledge.members("tensor", "keeping shapes")
        self._reducing = knowledge.members("tensor", "reducing")
        self._broadcasting = knowledge.members("tensor", "broadcasting")

    @abstractmethod
    def held(self, node: ast.expr, frame: Frame | None) -> Held | None:
        """The tensor, or what holds tensors, that an expression is."""

    @abstractmethod
    def length(self, node: ast.expr, frame: Frame | None) -> Length:
        """The number that an expression is; a symbol where that is not known."""

    @abstractmethod
    def lengths(self, node: ast.expr, frame: Frame | None) -> tuple[Length, ...] | None:
        """The lengths that an expression tells: ``(k, 1)``, ``-1``, ``x.shape``, ``tf.shape(x)``."""

    def shape(self, node: ast.expr, frame: Frame | None) -> TensorShape | None:
        """The shape of the tensor that an expression is; None where it is none, or not known."""
        found = self.held(node, frame)
        return found if isinstance(found, TensorShape) else None

    def integer(self, node: ast.expr | None, frame: Frame | None) -> int | None:
        """The number that an expression is, where it is written down."""
        found = self.length(node, frame) if node is not None else None
        return found if isinstance(found, int) else None

    # ------------------------------------------------------------ functions

    def of_operation(self, name: str, library: str, call: ast.Call, frame: Frame | None) -> Held | None:
        """``tf.reshape(x, …)``, ``np.mean(x, axis=1)``."""
        if not call.args:
            return None
        first, *rest = call.args
        if name in self._broadcasting or name in ("where", "matmul", "mm", "dot", "concat", "cat", "concatenate"):
            return self._of_several(name, call, frame)
        found = self.shape(first, frame)
        if found is None and name == "reshape":
            return self.reshaped(None, rest, call, library, frame)
        given = self.operation(found, name, rest, call, frame) if found is not None else None
        if isinstance(given, TensorShape):
            return replace(given, library=library if name not in _TO_NUMPY else "numpy")
        return given

    def _of_several(self, name: str, call: ast.Call, frame: Frame | None) -> TensorShape | None:
        if name in ("concat", "cat", "concatenate"):
            parts = call.args[0].elts if isinstance(call.args[0], ast.List | ast.Tuple) else []
            found = self.shape(parts[0], frame) if parts else None
            axis = argument(call, 1, "axis", "dim")
            at = self.integer(axis, frame) if axis is not None else 0
            if found is None or at is None or not -len(found.lengths) <= at < len(found.lengths):
                return None
            lengths = [*found.lengths]
            lengths[at] = Symbol("?", call)
            return found.with_lengths(lengths, call)
        if len(call.args) < 2:
            return None
        operands = call.args[-2:] if name == "where" else call.args[:2]
        return self.together(operands[0], operands[1], call, frame, is_product=name in ("matmul", "mm", "dot"))

    def together(
        self, left: ast.expr, right: ast.expr, node: ast.expr, frame: Frame | None, *, is_product: bool = False
    ) -> TensorShape | None:
        """What two operands give together."""
        one = self.shape(left, frame)
        other = self.shape(right, frame) if one is not None else None
        if one is None or other is None:
            return None
        found = (multiplied if is_product else broadcast)(one.lengths, other.lengths)
        if found is None:
            return None
        kept = next((item for item in (one, other) if item.lengths == found), None)
        is_output = one.is_output or other.is_output
        library = max(one.library, other.library, key=_STRONGEST.index)
        if kept is not None and not is_product:
            return replace(kept, is_output=is_output, library=library)
        return TensorShape(found, node, library, is_output)

    # ------------------------------------------------------------ what is done to one tensor

    def operation(
        self, found: TensorShape, name: str, rest: Sequence[ast.expr], call: ast.Call, frame: Frame | None
    ) -> Held | None:
        """What an operation makes of a tensor, told by its name; ``rest`` are the arguments behind the tensor."""
        lengths: tuple[Length, ...] | None = None
        if name in self._keeping:
            return replace(found, library="numpy") if name in _TO_NUMPY else found
        if name in self._reducing:
            return self._reduced(found, name, rest, call, frame)
        match name:
            case "reshape" | "view":
                return self.reshaped(found, rest, call, found.library, frame)
            case "view_as" | "reshape_as" | "expand_as" | "broadcast_to":
                lengths = self.lengths(rest[0], frame) if name == "broadcast_to" and rest else None
                other = self.shape(rest[0], frame) if rest and lengths is None else None
                lengths = other.lengths if other is not None else lengths
            case "flatten" | "ravel" | "batch_flatten":
                start = named(call, "start_dim") or (rest[0] if rest and name == "flatten" else None)
                at = self.integer(start, frame) if start is not None else 0
                if name == "batch_flatten":
                    at = 1
                if at is not None and at <= len(found.lengths):
                    lengths = (*found.lengths[:at], size(found.lengths[at:], call))
            case "squeeze" | "unsqueeze" | "expand_dims":
                given = named(call, "axis", "dim") or (rest[0] if rest else None)
                axis = self.integer(given, frame) if given is not None else None
                if axis is not None or (given is None and name == "squeeze"):
                    change = squeezed if name == "squeeze" else expanded
                    lengths = change(found.lengths, axis)  # type: ignore[arg-type]
            case "transpose" | "permute" | "t":
                lengths = self._turned(found, name, rest, call, frame)
            case "one_hot":
                lengths = (*found.lengths, Symbol("?", call))
        return found.with_lengths(lengths, call, by_hand=True) if lengths is not None else None

    def _reduced(
        self, found: TensorShape, name: str, rest: Sequence[ast.expr], call: ast.Call, frame: Frame | None
    ) -> Held | None:
        given = named(call, "axis", "dim", "axes", "reduction_indices") or (rest[0] if rest else None)
        axes: tuple[Length, ...] | None = None
        if given is not None and not (isinstance(given, ast.Constant) and given.value is None):
            axes = self.lengths(given, frame)
            if axes is None or not all(isinstance(axis, int) for axis in axes):
                return None
        elif name in ("argmax", "argmin") and found.library == "tensorflow":
            axes = (0,)
        flag = named(call, "keepdims", "keepdim", "keep_dims") or (rest[1] if len(rest) > 1 else None)
        if flag is not None and not (isinstance(flag, ast.Constant) and isinstance(flag.value, bool)):
            return None
        keeps = isinstance(flag, ast.Constant) and flag.value is True
        wanted = [axis for axis in axes if isinstance(axis, int)] if axes is not None else None
        lengths = reduced(found.lengths, wanted, keeps=keeps)
        if lengths is None:
            return None
        result = found.with_lengths(lengths, call, by_hand=keeps)
        return Group((result, result)) if name in _PAIRS and found.library == "torch" and wanted else result

    def reshaped(
        self, found: TensorShape | None, rest: Sequence[ast.expr], call: ast.Call, library: str, frame: Frame | None
    ) -> TensorShape | None:
        """``x.reshape(-1, 1)``, ``tf.reshape(x, tf.shape(y))``."""
        wanted: tuple[Length, ...] | None
        given = rest[0] if rest else named(call, "shape", "newshape")
        if len(rest) > 1:
            wanted = tuple(self.length(item, frame) for item in rest)
        else:
            wanted = self.lengths(given, frame) if given is not None else None
        if wanted is None or wanted.count(-1) > 1:
            return None
        lengths = after_reshape(found.lengths if found is not None else None, wanted, call)
        if found is None:
            return TensorShape(lengths, call, library, by_hand=True)
        return found if lengths == found.lengths else found.with_lengths(lengths, call, by_hand=True)

    def _turned(
        self, found: TensorShape, name: str, rest: Sequence[ast.expr], call: ast.Call, frame: Frame | None
    ) -> tuple[Length, ...] | None:
        order: list[int] = list(range(len(found.lengths)))[::-1]
        given = named(call, "perm", "axes", "dims")
        told = self.lengths(given or rest[0], frame) if given is not None or len(rest) == 1 else None
        parts = told if told is not None else tuple(self.length(item, frame) for item in rest)
        axes = [axis for axis in parts if isinstance(axis, int)]
        if len(axes) != len(parts):
            return None
        if name == "transpose" and found.library == "torch":
            if len(axes) != 2 or not all(-len(order) <= axis < len(order) for axis in axes):
                return None
            order = order[::-1]
            order[axes[0]], order[axes[1]] = order[axes[1]], order[axes[0]]
            axes = []
        return turned(found.lengths, axes or order)
