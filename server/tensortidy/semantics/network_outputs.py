"""What networks compute of something large: an image, a batch of a data loader."""

from __future__ import annotations

import ast
from collections.abc import Collection

from tensortidy.knowledge import Kind
from tensortidy.semantics.model import Model
from tensortidy.semantics.values import Answer

MOVING = frozenset({"to", "cuda"})
"""Methods that give a tensor on another device."""
COPYING = MOVING | {"detach", "cpu", "numpy", "clone", "float"}
"""Methods that give as many numbers."""

_LARGE_INPUT = 2**16  # bytes: an image, and its activations are some hundred times as much
_LONGEST_WAY = 8  # assignments from a tensor's origin to where it is used


def is_large_output(call: ast.expr, model: Model) -> bool:
    """Whether an expression runs a network on something large, and gives what it computes, or a part of it."""
    while isinstance(call, ast.Subscript | ast.Attribute):
        call = call.value
    if not isinstance(call, ast.Call) or model.value(call.func).is_a(Kind.MODULE) is not Answer.YES:
        return False
    if model.knowledge.is_one_of(model.value(call.func).name, "loss functions"):
        return False  # a number
    return any(_is_large_input(argument, model) for argument in (*call.args, *(given.value for given in call.keywords)))


def _is_large_input(node: ast.expr, model: Model) -> bool:
    """Whether an argument is a batch of a data loader, or a tensor that is known to be as large."""
    source = origin(node, model)
    size, value = model.sizes.of(source), model.value(source)
    if size is not None:
        return size.size >= _LARGE_INPUT
    if isinstance(source, ast.Call) and (model.qualified(source.func) or "").startswith("torch."):
        return False
    batch = value.elements or value
    return batch.is_a(Kind.TENSOR) is Answer.YES and batch.is_leaf and batch.graph is Answer.NO


def origin(node: ast.expr, model: Model, methods: Collection[str] = MOVING) -> ast.expr:
    """Where a tensor comes from, through methods that give it again: ``next(iter(loader))``, a variable of a loop."""
    for _ in range(_LONGEST_WAY):
        made = model.last_assignment(node)
        match node:
            case ast.Name() if isinstance(made, ast.Assign):
                node = made.value
            case ast.Subscript(value=whole):
                node = whole
            case ast.Call(func=ast.Attribute(value=whole, attr=method)) if method in methods:
                node = whole
            case _:
                break
    return node
