"""Values told in words, the same ones everywhere: in explanations, hovers and tests."""

from __future__ import annotations

from tensortidy.knowledge import Kind, built_in
from tensortidy.semantics.summaries import FunctionSummary
from tensortidy.semantics.values import Answer, Step, Value


def in_words(value: Value) -> str:
    """What a value is: ``graph tensor``, ``container of number``, ``unknown``."""
    if value.kind is Kind.TENSOR:
        if value.is_leaf:
            return "parameter" if value.graph is Answer.YES else "detached tensor"
        return {Answer.YES: "graph tensor", Answer.NO: "detached tensor"}.get(value.graph, "tensor")
    if value.kind is Kind.CONTAINER:
        held = in_words(value.elements) if value.elements is not None else "unknown"
        return "container" if held == "unknown" else f"container of {held}"
    return value.kind.value if value.kind is not None else "unknown"


def returned_in_words(summary: FunctionSummary) -> str:
    """What a function gives back: ``parameter x``, ``from x, y``, or what its value is."""
    value = summary.returns
    if value.term is not None and value.kind in (None, Kind.TENSOR):
        if value.term.step is Step.ARGUMENT:
            return f"parameter {value.term.name}"
        computed = value.kind is Kind.TENSOR or _is_tensor_operation(value)
        if computed and value.graph is Answer.UNKNOWN and _only_operations(value):
            given = _arguments(value)
            names = [name.lstrip("*") for name in summary.parameters]
            return f"from {', '.join(name for name in names if name in given)}"
    return in_words(value)


def _is_tensor_operation(value: Value) -> bool:
    """Whether only a tensor, or a number, can be computed so: by arithmetic, and by methods that tensors have."""
    how = value.term
    if how is None or how.step not in (Step.OPERATION, Step.METHOD):
        return False
    if how.step is Step.OPERATION:
        return True
    return how.name in built_in().members("tensor", "same") and (
        _is_tensor_operation(how.operands[0]) or how.operands[0].term is not None
    )


def _arguments(value: Value) -> set[str]:
    if value.term is None:
        return set()
    if value.term.step is Step.ARGUMENT:
        return {value.term.name}
    return {name for operand in value.term.operands for name in _arguments(operand)}


def _only_operations(value: Value) -> bool:
    """Whether a tensor is computed by tensor operations alone, so that nothing but its operands can attach it."""
    if value.term is None:
        return value.graph is not Answer.YES
    if value.term.step not in (Step.ARGUMENT, Step.OPERATION, Step.CHOICE, Step.METHOD, Step.ELEMENT):
        return False
    return all(_only_operations(operand) for operand in value.term.operands)
