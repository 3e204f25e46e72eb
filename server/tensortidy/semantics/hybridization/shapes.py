"""Dtypes and shapes of tensors, where they are written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from tensortidy.semantics.hybridization.frames import Arguments
from tensortidy.semantics.hybridization.objects import ELEMENT, Array, Container, Library, Literal, Tensor, Things
from tensortidy.semantics.hybridization.things import tensor

Shape: TypeAlias = "tuple[int | None, ...] | None"

_DTYPES = {"int": "int32", "float": "float32", "str": "string", "bool": "bool", "complex": "complex128"}
_ARRAY_DTYPES = {"int": "int64", "float": "float64", "bool": "bool"}
_NAMES = frozenset({
    "float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32",
    "uint64", "bool", "string", "complex64", "complex128",
})  # fmt: skip
# Name → the place of the shape and that of the dtype, and the dtype by default.
_BY_SHAPE: dict[str, tuple[int, int, str]] = {
    "tensorflow.ones": (0, 1, "float32"), "tensorflow.zeros": (0, 1, "float32"),
    "tensorflow.random.uniform": (0, 3, "float32"), "tensorflow.random.normal": (0, 3, "float32"),
    "tensorflow.random.truncated_normal": (0, 3, "float32"), "tensorflow.random_uniform": (0, 3, "float32"),
    "tensorflow.random_normal": (0, 3, "float32"), "tensorflow.random.stateless_uniform": (0, 4, "float32"),
    "tensorflow.random.stateless_normal": (0, 4, "float32"),
    "numpy.ones": (0, 1, "float64"), "numpy.zeros": (0, 1, "float64"), "numpy.empty": (0, 1, "float64"),
}  # fmt: skip
_LIKE = frozenset({"tensorflow.ones_like", "tensorflow.zeros_like", "tensorflow.identity", "tensorflow.stop_gradient"})
_ELEMENTWISE = frozenset({
    "abs", "exp", "log", "sqrt", "square", "tanh", "sigmoid", "relu", "sin", "cos", "negative", "softmax", "relu6",
    "sign", "softplus", "elu", "selu", "gelu", "floor", "round", "rsqrt", "reciprocal", "log1p", "expm1",
})  # fmt: skip
_OF_VALUES = frozenset({"tensorflow.constant", "tensorflow.convert_to_tensor", "tensorflow.Variable"})


def made_tensor(name: str, arguments: Arguments, kind: str = "tensor") -> Tensor:
    """The tensor that a function gives, as exactly as its arguments tell."""
    dtype, shape = _told(name, arguments)
    return tensor(dtype, shape, kind)


def array_told(name: str, arguments: Arguments) -> tuple[str | None, Shape]:
    """The dtype and the shape of the array that a function of NumPy gives."""
    if name in _BY_SHAPE:
        return _told(name, arguments)
    if name in ("numpy.array", "numpy.asarray"):
        found, shape = of_value(arguments.get(0), _ARRAY_DTYPES)
        given = arguments.get(1, "dtype")
        return (dtype_named(given) if given else found), shape
    if name in ("numpy.random.rand", "numpy.random.randn"):
        sizes = [_one_integer(item) for item in arguments.positional]
        return "float64", tuple(sizes)
    return None, None


def _told(name: str, arguments: Arguments) -> tuple[str | None, Shape]:
    if name in _BY_SHAPE:
        at_shape, at_dtype, default = _BY_SHAPE[name]
        given = arguments.get(at_dtype, "dtype")
        return (dtype_named(given) if given else default), sizes(arguments.get(at_shape, "shape"))
    if name in _OF_VALUES:
        dtype, shape = of_value(arguments.get(0, "value", "initial_value"), _DTYPES)
        place = 1 if name != "tensorflow.Variable" else 9
        given = arguments.get(place, "dtype")
        asked = arguments.get(2, "shape") if name == "tensorflow.constant" else frozenset()
        return (dtype_named(given) if given else dtype), (sizes(asked) if asked else shape)
    if name in _LIKE or (name.startswith(("tensorflow.", "keras.")) and name.rpartition(".")[2] in _ELEMENTWISE):
        return of_value(arguments.get(0), _DTYPES)
    match name:
        case "tensorflow.fill":
            return of_value(arguments.get(1), _DTYPES)[0], sizes(arguments.get(0))
        case "tensorflow.cast":
            return dtype_named(arguments.get(1, "dtype")), of_value(arguments.get(0), _DTYPES)[1]
        case "tensorflow.eye":
            rows = _one_integer(arguments.get(0))
            columns = _one_integer(arguments.get(1, "num_columns")) if arguments.get(1, "num_columns") else rows
            return "float32", (rows, columns)
        case "tensorflow.range":
            return of_value(arguments.get(0), _DTYPES)[0], (None,)
        case "tensorflow.reshape":
            return of_value(arguments.get(0), _DTYPES)[0], sizes(arguments.get(1, "shape"))
        case "tensorflow.one_hot":
            return "float32", None
        case "tensorflow.linspace":
            return "float32", (_one_integer(arguments.get(2, "num")),)
    return None, None


def dtype_named(things: Things) -> str | None:
    """The dtype that an expression names: ``tf.float32``, ``np.int64``, ``"float32"``, ``float``."""
    names: set[str | None] = set()
    for thing in things:
        if isinstance(thing, Library):
            last = thing.name.rpartition(".")[2].rstrip("_")
            names.add(last if last in _NAMES and last != thing.name else _DTYPES.get(thing.name))
        elif isinstance(thing, Literal) and isinstance(thing.value, str):
            names.add(thing.value if thing.value in _NAMES else None)
        else:
            names.add(None)
    return names.pop() if len(names) == 1 else None


def sizes(things: Things) -> Shape:
    """The shape that a list or tuple of numbers tells; None where it is not known at all."""
    if len(things) != 1:
        return None
    (thing,) = things
    if isinstance(thing, Literal) and isinstance(thing.value, int):
        return (thing.value,)
    if not isinstance(thing, Container) or ELEMENT in thing.fields or thing.kind not in ("list", "tuple"):
        return None
    found = [_one_integer(thing.fields[place]) for place in range(len(thing.fields))]
    return tuple(None if size is not None and size < 0 else size for size in found)


def of_value(things: Things, dtypes: dict[str, str]) -> tuple[str | None, Shape]:
    """The dtype and the shape of what a number, a tensor or lists of them make."""
    found = [_of_one(thing, dtypes, 0) for thing in things]
    return merged(found)


def merged(found: Sequence[tuple[str | None, Shape]]) -> tuple[str | None, Shape]:
    """What several dtypes and shapes have in common; sizes that differ are not known."""
    if not found:
        return None, None
    kinds = {dtype for dtype, _ in found}
    shapes = [shape for _, shape in found]
    first = shapes[0]
    if first is None or any(shape is None or len(shape) != len(first) for shape in shapes):
        return (kinds.pop() if len(kinds) == 1 else None), None
    columns = zip(*(shape for shape in shapes if shape is not None), strict=True)
    shape = tuple(column[0] if len(set(column)) == 1 else None for column in columns)
    return (kinds.pop() if len(kinds) == 1 else None), shape


def _of_one(thing: object, dtypes: dict[str, str], depth: int) -> tuple[str | None, Shape]:
    if isinstance(thing, Literal):
        return dtypes.get(thing.kind), ()
    if isinstance(thing, Tensor | Array):
        return thing.dtype, thing.shape
    if isinstance(thing, Container) and ELEMENT not in thing.fields and thing.kind in ("list", "tuple") and depth < 8:
        if any(len(held) != 1 for held in thing.fields.values()):
            return None, None
        parts = [_of_one(item, dtypes, depth + 1) for held in thing.fields.values() for item in held]
        kinds = {dtype for dtype, _ in parts}
        if kinds == {dtypes.get("int"), dtypes.get("float")}:  # [1, 2.0]
            parts = [(dtypes.get("float"), shape) for _, shape in parts]
        dtype, inner = merged(parts)
        return dtype, (len(thing.fields), *inner) if inner is not None else None
    return None, None


def _one_integer(things: Things) -> int | None:
    if len(things) == 1:
        (thing,) = things
        if isinstance(thing, Literal) and type(thing.value) is int:
            return thing.value
    return None
