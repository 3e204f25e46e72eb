"""What annotations of parameters say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tensortidy.semantics.hybridization.objects import Class, Function, Library, Things

if TYPE_CHECKING:
    from tensortidy.semantics.hybridization.machine import Machine
    from tensortidy.semantics.hybridization.sources import FunctionSource

_TENSORS = frozenset({
    "tensorflow.Tensor", "tensorflow.RaggedTensor", "tensorflow.SparseTensor", "tensorflow.Variable",
    "tensorflow.IndexedSlices", "tensorflow.sparse.SparseTensor", "tensorflow.python.framework.ops.Tensor",
    "tensorflow.python.framework.ops.EagerTensor", "tensorflow.types.experimental.TensorLike", "tensorflow.EagerTensor",
})  # fmt: skip
_LITERALS = frozenset({"int", "float", "str", "bytes", "complex"})
_DEEPEST_ALIAS = 5


@dataclass(frozen=True)
class Hint:
    """What an annotation says of a parameter; ``literal`` is the name of a Python type."""

    is_tensor: bool = False
    literal: str = ""
    library: str = ""
    definition: Class | None = None


def follows_hints(machine: Machine, source: FunctionSource) -> bool:
    """Whether the annotations of a function count: as asked for, or by its own decorator."""
    return machine.options.follow_type_hints or any(
        isinstance(node, ast.Call) and any(keyword.arg == "experimental_follow_type_hints" for keyword in node.keywords)
        for node in machine.hybrid.get(source, ())
    )


def hinted(machine: Machine, parameter: ast.arg, function: Function) -> Hint | None:
    """What the annotation of a parameter says; None where it has none, or says nothing that is known."""
    if parameter.annotation is None:
        return None
    named = list(_named(machine, parameter.annotation, function, 0))
    if any(isinstance(thing, Library) and thing.name in _TENSORS for thing in named):
        return Hint(is_tensor=True)
    plain = [thing for thing in named if not isinstance(thing, Library) or not thing.name.startswith("typing.")]
    if len(plain) == 1:
        (thing,) = plain
        if isinstance(thing, Class):
            return Hint(definition=thing)
        if isinstance(thing, Library):
            last = thing.name.rpartition(".")[2]
            is_class = "." in thing.name and last[:1].isupper()
            return (
                Hint(literal=thing.name) if thing.name in _LITERALS else Hint(library=thing.name) if is_class else None
            )
    return None


def _named(machine: Machine, annotation: ast.expr, function: Function, depth: int) -> Things:
    """All that an annotation names, through aliases that the module assigns."""
    found: Things = frozenset()
    for node in _parts(annotation):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and depth < _DEEPEST_ALIAS:
            try:
                written = ast.parse(node.value.strip(), mode="eval").body
            except (SyntaxError, ValueError):
                continue
            found |= _named(machine, written, function, depth + 1)
        elif isinstance(node, ast.Name):
            aliased = _alias(node.id, function) if depth < _DEEPEST_ALIAS else None
            if aliased is not None:
                found |= _named(machine, aliased, function, depth + 1)
            else:
                found |= machine.look_up(node.id, function.outer)
        elif isinstance(node, ast.Attribute):
            found |= machine.evaluate(node, function.outer)
    return frozenset(thing for thing in found if isinstance(thing, Library | Class))


def _parts(annotation: ast.expr) -> Iterator[ast.AST]:
    """The nodes of an annotation; what a function takes and gives that is handed over does not count."""
    ahead: list[ast.AST] = [annotation]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("Callable"):
            continue
        yield node
        ahead.extend(ast.iter_child_nodes(node))


def _alias(name: str, function: Function) -> ast.expr | None:
    """What ``name = Union[…]`` at the top level of the function's module assigns."""
    for statement in function.source.file.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=assigned)], value=ast.Subscript() | ast.BinOp() as value) if (
                assigned == name
            ):
                return value
    return None
