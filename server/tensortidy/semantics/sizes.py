"""Tensors whose size is written down, and where they are."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from math import prod

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.names import Names

_DEEPEST = 8
# Bytes of an element.
_BYTES = {
    "float32": 4, "float": 4, "float64": 8, "double": 8, "float16": 2, "half": 2, "bfloat16": 2, "int64": 8, "long": 8,
    "int32": 4, "int": 4, "int16": 2, "short": 2, "int8": 1, "uint8": 1, "bool": 1, "complex64": 8, "complex128": 16,
}  # fmt: skip
_TURNING = frozenset({"t", "T", "mT", "H", "mH", "transpose", "swapaxes", "swapdims"})
_KEEPING = frozenset({"contiguous", "requires_grad_", "detach", "clone", "pin_memory"})


@dataclass(frozen=True)
class SizedTensor:
    """A tensor of known ``shape``, with ``element`` bytes for each number, that the call ``made`` makes."""

    shape: tuple[int, ...]
    element: int
    is_on_gpu: bool
    made: ast.Call

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return prod(self.shape) * self.element


class Sizes:
    """Questions about the sizes of tensors of one module."""

    def __init__(self, names: Names, knowledge: Knowledge) -> None:
        self._names = names
        self._knowledge = knowledge

    def of(self, node: ast.expr, depth: int = _DEEPEST) -> SizedTensor | None:
        """The tensor that an expression surely is, where its size can be read off the file."""
        if depth == 0:
            return None
        match node:
            case ast.Name(id=name):
                bindings = self._names.bindings(name, node)
                value = bindings[0].value if len(bindings) == 1 else None
                return self.of(value, depth - 1) if value is not None else None
            case ast.Attribute(value=whole, attr=attribute) if attribute in _TURNING:
                return _turned(self.of(whole, depth - 1), (-2, -1))
            case ast.Call(func=function) if self._knowledge.is_one_of(self._names.qualified(function), "sized tensors"):
                return self._made(node)
            case ast.Call(func=ast.Attribute(value=whole, attr=method)) if self._names.qualified(node.func) is None:
                found = self.of(whole, depth - 1)
                return self._after(found, method, node) if found is not None else None
        return None

    def product(self, one: SizedTensor, other: SizedTensor) -> int | None:
        """The size in bytes of the matrix product of two tensors; None where there is none, or broadcasting decides."""
        if len(one.shape) < 2 or len(other.shape) < 2 or one.shape[-1] != other.shape[-2]:
            return None
        batches = {shape for shape in (one.shape[:-2], other.shape[:-2]) if shape}
        if len(batches) > 1:
            return None
        return prod((*batches.pop(), 1) if batches else (1,)) * one.shape[-2] * other.shape[-1] * one.element

    # ------------------------------------------------------------ how it is made

    def _made(self, call: ast.Call) -> SizedTensor | None:
        given = call.args[0] if len(call.args) == 1 else None
        parts = given.elts if isinstance(given, ast.Tuple | ast.List) else call.args
        shape = [self._integer(part) for part in parts]
        known = tuple(length for length in shape if length is not None)
        named = {keyword.arg: keyword.value for keyword in call.keywords}
        element = self._element(named["dtype"]) if "dtype" in named else _BYTES["float32"]
        if not known or len(known) != len(shape) or element is None or None in named or "out" in named:
            return None
        return SizedTensor(known, element, "device" in named and self._is_gpu(named["device"]), call)

    def _after(self, found: SizedTensor, method: str, call: ast.Call) -> SizedTensor | None:
        """What a method gives: ``x.cuda()``, ``x.half()``, ``x.to("cuda", torch.float16)``."""
        if method in _KEEPING:
            return found
        if method in ("cuda", "cpu"):
            return replace(found, is_on_gpu=method == "cuda")
        if method in _BYTES and not call.args:
            return replace(found, element=_BYTES[method])
        if method in _TURNING:
            axes = [self._integer(part) for part in call.args]
            return _turned(found, tuple(axis for axis in axes if axis is not None) or (-2, -1))
        if method != "to":
            return None
        for part in (*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in ("device", "dtype"))):
            element = self._element(part)
            known = replace(found, element=element) if element is not None else None
            found = known or replace(found, is_on_gpu=self._is_gpu(part))
        return found

    def _element(self, node: ast.expr) -> int | None:
        name = self._names.qualified(node) or ""
        return _BYTES.get(name.removeprefix("torch.")) if name.startswith("torch.") else None

    def _is_gpu(self, node: ast.expr, depth: int = _DEEPEST) -> bool:
        """``"cuda:0"``, ``torch.device("cuda")``, ``"cuda" if … else "cpu"``, and a variable that is one of these."""
        match node:
            case ast.Constant(value=str(text)):
                return text.startswith("cuda")
            case ast.Call(args=[inside, *_]) if self._names.qualified(node.func) == "torch.device":
                return self._is_gpu(inside, depth)
            case ast.IfExp(body=one, orelse=other):
                return self._is_gpu(one, depth) or self._is_gpu(other, depth)
            case ast.Name(id=name) if depth:
                bindings = self._names.bindings(name, node)
                value = bindings[0].value if len(bindings) == 1 else None
                return value is not None and self._is_gpu(value, depth - 1)
        return False

    def _integer(self, node: ast.expr, depth: int = _DEEPEST) -> int | None:
        """``20_000``, ``2**14``, ``8 * 1024``, and a variable that is bound to such a number once."""
        match node:
            case ast.Constant(value=int(number)):
                return number
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
                return -number
            case ast.Name(id=name) if depth:
                bindings = self._names.bindings(name, node)
                value = bindings[0].value if len(bindings) == 1 else None
                return self._integer(value, depth - 1) if value is not None else None
            case ast.BinOp(left=left, op=op, right=right) if depth:
                one, other = self._integer(left, depth - 1), self._integer(right, depth - 1)
                if one is None or other is None:
                    return None
                if isinstance(op, ast.Mult):
                    return one * other
                return one**other if isinstance(op, ast.Pow) and 0 <= other <= 40 and abs(one) <= 1024 else None
        return None


def _turned(found: SizedTensor | None, axes: tuple[int, ...]) -> SizedTensor | None:
    """A tensor with two axes exchanged."""
    if found is None or len(axes) != 2 or not all(-len(found.shape) <= axis < len(found.shape) for axis in axes):
        return None
    shape = list(found.shape)
    shape[axes[0]], shape[axes[1]] = shape[axes[1]], shape[axes[0]]
    return replace(found, shape=tuple(shape))
