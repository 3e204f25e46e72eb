"""What the functions of a document can be converted to, graph functions or eager ones, and why others cannot.

Here the functions that nothing is known to call are decided as well, and what is taken for granted is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tensortidy.graph_edits import function_edits
from tensortidy.rule import Edit
from tensortidy.semantics import Model, Transformation, Verdict
from tensortidy.source import Position, Span, first_line

TO_GRAPH = "Convert to a graph function"
TO_EAGER = "Convert to an eager function"


@dataclass(frozen=True)
class Conversion:
    """What can be done with one function.

    ``header`` reaches from its first decorator to its body. ``title`` is an order; ``edits`` are none where ``reason``
    says why it cannot be carried out. ``is_candidate`` says whether the question arises at all: the function has a
    tensor parameter, or is a graph function.
    """

    function: str
    header: Span
    title: str
    edits: tuple[Edit, ...] = ()
    reason: str = ""
    assumptions: tuple[str, ...] = ()
    is_candidate: bool = False


def conversions(model: Model) -> Iterator[Conversion]:
    """The conversion of each function of a document that imports TensorFlow, in the order of their places."""
    if "tensorflow" not in model.frameworks:
        return
    for node, verdict in model.graph_functions.every().items():
        edits = tuple(function_edits(model.source, model.module, node, verdict)) if _fits(verdict) else ()
        yield Conversion(
            function=verdict.name,
            header=Span(Position(first_line(node), 0), Position(max(node.lineno, node.body[0].lineno - 1), 10_000)),
            title=TO_EAGER if verdict.hybrid else TO_GRAPH,
            edits=edits,
            reason="" if edits else _reason(verdict),
            assumptions=verdict.assumptions,
            is_candidate=verdict.is_candidate,
        )


def _fits(verdict: Verdict) -> bool:
    wanted = Transformation.TO_EAGER if verdict.hybrid else Transformation.TO_HYBRID
    return verdict.is_refactorable and wanted in verdict.transformations and not verdict.caution


def _reason(verdict: Verdict) -> str:
    """Why a function stays what it is, in words."""
    if verdict.caution:
        return verdict.caution
    told = "; ".join(dict.fromkeys(f"it {reason.why}" for reason in verdict.reasons))
    if told:
        return told
    if verdict.is_refactorable:
        return "its decorator cannot be changed without touching what shares its line"
    return "it is well as it is"
