"""Input signatures: what all known calls of a function have in common, where that is certain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tensortidy.semantics.hybridization.machine import Machine
from tensortidy.semantics.hybridization.objects import ELEMENT, Array, Container, Tensor, Thing, Things
from tensortidy.semantics.hybridization.shapes import Shape, merged
from tensortidy.semantics.hybridization.sources import FunctionSource

_OF_KERAS = frozenset({"training", "mask"})
_EXPECTING_FAILURE = re.compile(r"(?:\w+\.)*(?:assertRaises\w*|raises)\b")


@dataclass(frozen=True)
class Spec:
    """A dense tensor of a dtype and a shape, or a list of such; a shape of None stands for any."""

    dtype: str = ""
    shape: Shape = None
    items: tuple[Spec, ...] | None = None

    def __str__(self) -> str:
        if self.items is not None:
            return f"[{', '.join(map(str, self.items))}]"
        shape = "None" if self.shape is None else f"[{', '.join(map(str, self.shape))}]"
        return f"tf.TensorSpec(shape={shape}, dtype=tf.{self.dtype})"

    @property
    def is_open(self) -> bool:
        """Whether any size is left open."""
        if self.items is not None:
            return any(item.is_open for item in self.items)
        return self.shape is None or None in self.shape


@dataclass(frozen=True)
class Signature:
    """The specs of the parameters, in order."""

    specs: tuple[Spec, ...]

    def __str__(self) -> str:
        return f"[{', '.join(map(str, self.specs))}]"

    @property
    def is_open(self) -> bool:
        """Whether any size of any parameter is left open."""
        return any(spec.is_open for spec in self.specs)


def signature_of(machine: Machine, source: FunctionSource) -> Signature | None:
    """The signature that all known calls of a function agree on; None where one parameter is in doubt."""
    calls = list(_calls(machine, source))
    if not calls or source.node.args.vararg is not None or source.node.args.kwarg is not None:
        return None
    supplied = machine.supplied.get(source, set())
    specs: list[Spec] = []
    is_left_out = False
    for parameter in source.own_parameters:
        name = parameter.arg
        if name in source.defaulted:
            if name in supplied or "*" in supplied or name in _OF_KERAS:
                return None
            is_left_out = True
            continue
        spec = None if is_left_out else _reduced([call.get(name, frozenset()) for call in calls])
        if spec is None:
            return None
        specs.append(spec)
    return Signature(tuple(specs)) if specs else None


def _calls(machine: Machine, source: FunctionSource) -> Iterator[Mapping[str, Things]]:
    """What each call hands over; calls that are expected to fail say nothing."""
    for (node, caller), given in machine.handed.get(source, {}).items():
        if caller is None or caller.is_speculative:
            continue
        around = caller.file.structure.ancestors(node)
        if not any(
            isinstance(outer, ast.With)
            and any(_EXPECTING_FAILURE.match(ast.unparse(item.context_expr)) for item in outer.items)
            for outer in around
        ):
            yield given


def _reduced(sets: Iterable[Things]) -> Spec | None:
    """The one spec for all that a parameter is given."""
    things: list[Thing] = []
    for given in sets:
        if not given:
            return None
        things.extend(given)
    if all(isinstance(thing, Container) for thing in things):
        return _reduced_lists([thing for thing in things if isinstance(thing, Container)])
    found: list[tuple[str | None, Shape]] = []
    for thing in things:
        is_dense = (isinstance(thing, Tensor) and thing.kind == "tensor") or isinstance(thing, Array)
        if not is_dense:
            return None
        found.append((thing.dtype, thing.shape))  # type: ignore[attr-defined]
    dtype, shape = merged(found)
    return Spec(dtype, shape) if dtype is not None else None


def _reduced_lists(containers: list[Container]) -> Spec | None:
    """The spec of lists of one length."""
    first = containers[0]
    length = len(first.fields)
    if any(
        thing.kind not in ("list", "tuple") or ELEMENT in thing.fields or len(thing.fields) != length
        for thing in containers
    ):
        return None
    items = [_reduced([thing.fields[place] for thing in containers]) for place in range(length)]
    known = tuple(item for item in items if item is not None)
    return Spec(items=known) if length and len(known) == length else None


def reads_sizes(source: FunctionSource) -> int | None:
    """The line where a function reads sizes of a parameter as numbers, as in ``x.shape[0]``; None where it does not."""
    names = {parameter.arg for parameter in source.own_parameters}
    for node in source.own_nodes:
        match node:
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=name), attr="shape")) if name in names:
                return node.lineno
            case ast.Call(func=ast.Attribute(attr="as_list" | "int_shape")):
                return node.lineno
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]) if name in names:
                return node.lineno
    return None


# ---------------------------------------------------------------- signatures that are written


def written_signature(machine: Machine, source: FunctionSource) -> ast.expr | None:
    """The input signature that the decorator of a graph function is given."""
    for decorator in machine.hybrid.get(source, ())[-1:]:
        if isinstance(decorator, ast.Call):
            for keyword in decorator.keywords:
                if keyword.arg == "input_signature":
                    return keyword.value
            if len(decorator.args) > 1:
                return decorator.args[1]
    return None


def is_tighter(written: ast.expr, found: Signature) -> bool:
    """Whether a signature as it is written refuses what calls hand over: another dtype, rank or size."""
    if not isinstance(written, ast.List | ast.Tuple) or len(written.elts) != len(found.specs):
        return False
    for node, spec in zip(written.elts, found.specs, strict=True):
        if not isinstance(node, ast.Call) or spec.items is not None:
            continue
        arguments = {keyword.arg: keyword.value for keyword in node.keywords}
        shape = arguments.get("shape", node.args[0] if node.args else None)
        dtype = arguments.get("dtype", node.args[1] if len(node.args) > 1 else None)
        if isinstance(dtype, ast.Attribute) and dtype.attr != spec.dtype:
            return True
        if isinstance(shape, ast.List | ast.Tuple) and _refuses(shape.elts, spec.shape):
            return True
    return False


def _refuses(written: list[ast.expr], shape: Shape) -> bool:
    sizes = [item.value if isinstance(item, ast.Constant) else ... for item in written]
    if shape is None or len(sizes) != len(shape):
        return True
    return any(isinstance(size, int) and size != known for size, known in zip(sizes, shape, strict=True))
