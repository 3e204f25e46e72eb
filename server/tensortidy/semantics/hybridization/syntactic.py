"""What can be seen in the text of a function alone: names that are none, and variables that are read too early."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.semantics.hybridization.attributes import VARIABLES_OF_MODELS
from tensortidy.semantics.hybridization.frames import Event
from tensortidy.semantics.hybridization.sources import FunctionSource

_UNARY = frozenset({
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "conj", "cos", "cosh", "digamma", "erf", "erfc",
    "erfinv", "exp", "expm1", "floor", "identity", "imag", "is_finite", "is_inf", "is_nan", "lgamma", "log", "log1p",
    "log_sigmoid", "logical_not", "ndtri", "negative", "real", "reciprocal", "relu", "relu6", "rint", "round", "rsqrt",
    "selu", "elu", "sigmoid", "sign", "sin", "sinh", "softplus", "softsign", "sqrt", "square", "stop_gradient", "tan",
    "tanh", "bessel_i0", "bessel_i1", "l2_loss",
})  # fmt: skip
_ROOTS = frozenset({"tf", "tensorflow"})
_DTYPES = frozenset({
    "float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32",
    "uint64", "bool", "string", "complex64", "complex128", "half", "double",
})  # fmt: skip
_CONSUMERS = frozenset({"apply_gradients", "minimize", "gradient"})
_INVOKING = frozenset({
    "call", "__call__", "build", "fit", "predict", "evaluate", "train_on_batch", "test_on_batch", "predict_on_batch",
})  # fmt: skip
_VARIABLES = frozenset(name for name in VARIABLES_OF_MODELS if name != "non_trainable_weights")


def invalid_name(source: FunctionSource) -> Event | None:
    """A ``name`` of an operation that is no text: eagerly it is ignored, in a graph it raises."""
    for node in source.own_nodes:
        if isinstance(node, ast.Call) and _is_of_tensorflow(node.func):
            for keyword in node.keywords:
                if keyword.arg == "name" and _is_no_name(keyword.value):
                    return Event(f"has the name `{ast.unparse(keyword.value)}` for an operation", node.lineno)
            last = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if last in _UNARY and len(node.args) > 1 and _is_no_name(node.args[1]):
                return Event(f"has the name `{ast.unparse(node.args[1])}` for an operation", node.lineno)
    return None


def _is_of_tensorflow(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in _ROOTS


def _is_no_name(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bool | int | float)
    if isinstance(node, ast.UnaryOp):
        return _is_no_name(node.operand)
    return isinstance(node, ast.Attribute) and node.attr in _DTYPES and _is_of_tensorflow(node)


def stale_variables(source: FunctionSource) -> Event | None:
    """The variables of a model, read before its first call builds it, and handed to an optimizer or a tape.

    Eagerly the first step finds no variables; a graph keeps what the first trace found.
    """
    invoked: dict[str, int] = {}
    for node in source.own_nodes:
        if isinstance(node, ast.Call):
            root = _invoked(node)
            if root:
                place = node.lineno * 1000 + node.col_offset
                invoked[root] = min(invoked.get(root, place), place)
    for node in source.own_nodes:
        if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
            continue
        for read in _reads(node.value):
            root = ast.unparse(read.value)
            first = invoked.get(root)
            if (
                first is not None
                and read.lineno * 1000 + read.col_offset < first
                and _flows(source, node.targets[0].id)
            ):
                return Event(f"reads `{ast.unparse(read)}` before `{root}` is called", read.lineno)
    return None


def _invoked(node: ast.Call) -> str:
    """What a call invokes, where it may be a model."""
    match node.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return ast.unparse(value) if name in _INVOKING else ast.unparse(node.func)
    return ""


def _reads(node: ast.expr) -> Iterator[ast.Attribute]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and inner.attr in _VARIABLES:
            yield inner


def _flows(source: FunctionSource, name: str) -> bool:
    """Whether a variable is handed to an optimizer or a tape, directly or through others."""
    names = {name}
    for node in source.own_nodes:
        if isinstance(node, ast.Assign) and any(
            isinstance(inner, ast.Name) and inner.id in names for inner in ast.walk(node.value)
        ):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _CONSUMERS
        and any(isinstance(inner, ast.Name) and inner.id in names for inner in ast.walk(node))
        for node in source.own_nodes
    )
