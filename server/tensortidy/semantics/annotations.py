"""What type annotations promise."""

from __future__ import annotations

import ast

from tensortidy.knowledge import Kind
from tensortidy.semantics.evaluation import Evaluation
from tensortidy.semantics.summaries import ClassSummary
from tensortidy.semantics.values import (
    Answer,
    Value,
    container,
    unknown,
)


class Annotations(Evaluation):
    """The values that annotations promise."""

    def annotated(self, annotation: ast.expr, origin: ast.AST) -> Value:
        """The value that a type annotation promises."""
        nothing = unknown(origin)
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            return nothing
        if isinstance(annotation, ast.BinOp):  # Tensor | None
            sides = [self.annotated(side, origin) for side in (annotation.left, annotation.right)]
            return next((side for side in sides if side.kind not in (None, Kind.NONE)), nothing)
        if self.names.qualified(annotation) in _CONTAINERS:
            return container()
        if isinstance(annotation, ast.Subscript):
            outer = self.names.qualified(annotation.value)
            if outer == "typing.Optional":
                return self.annotated(annotation.slice, origin)
            if outer in _CONTAINERS:
                inner = annotation.slice
                parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                return container(self.annotated(parts[-1], origin)) if parts else nothing
            annotation = annotation.value
        local = self.names.definition(annotation)
        if isinstance(local, ast.ClassDef):
            return self.instance(local)
        elsewhere = self.names.elsewhere(annotation)
        if elsewhere is not None and isinstance(elsewhere.definition, ClassSummary):
            return self.instance(elsewhere.definition)
        name = self.names.qualified(annotation) or ""
        kind = _ANNOTATIONS.get(name) or self.knowledge.instance_of(name)
        if kind is None and "." in name:
            return unknown(origin, name=name)
        if kind is not None:
            graph = Answer.UNKNOWN if kind is Kind.TENSOR else Answer.NO
            return Value(kind, graph, origins=frozenset((origin,)))
        return nothing


_CONTAINERS = frozenset({
    "list", "dict", "set", "tuple", "typing.Tuple", "typing.List", "typing.Dict", "typing.Sequence", "typing.Iterable",
    "typing.Set", "typing.Iterator", "collections.abc.Sequence", "collections.abc.Iterable", "collections.abc.Iterator",
})  # fmt: skip
_ANNOTATIONS: dict[str, Kind] = {
    "torch.Tensor": Kind.TENSOR,
    "torch.FloatTensor": Kind.TENSOR,
    "torch.LongTensor": Kind.TENSOR,
    "torch.optim.Optimizer": Kind.OPTIMIZER,
    "torch.utils.data.DataLoader": Kind.LOADER,
    "numpy.ndarray": Kind.ARRAY,
    "float": Kind.NUMBER,
    "int": Kind.NUMBER,
    "bool": Kind.NUMBER,
    "str": Kind.STRING,
    "tensorflow.Tensor": Kind.EAGER_TENSOR,
    "tensorflow.Variable": Kind.VARIABLE,
}
