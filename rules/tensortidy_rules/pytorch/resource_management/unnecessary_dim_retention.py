"""unnecessary-dim-retention: an axis that a reduction keeps, and the next call squeezes away."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tensortidy import edits
from tensortidy.rule import (
    Card,
    Confidence,
    Edit,
    Finding,
    Fix,
    FixSafety,
    Framework,
    Related,
    Rule,
    Safety,
    Severity,
    span_of,
)
from tensortidy.semantics import Answer, Kind, Model
from tensortidy.source import Span

# Where the axis and ``keepdim`` stand among the positional arguments of a tensor's method; None: only by name.
_PLAIN = (0, 1)
_REDUCTIONS: dict[str, tuple[int, int | None]] = {
    **dict.fromkeys(("mean", "sum", "prod", "amax", "amin", "argmax", "argmin", "logsumexp", "all", "any"), _PLAIN),
    **dict.fromkeys(("nansum", "nanmean", "max", "min", "median", "nanmedian", "mode"), _PLAIN),
    **dict.fromkeys(("var", "std"), (0, None)),
    **dict.fromkeys(("norm", "kthvalue"), (1, 2)),
}
# They give two tensors where an axis is named.
_PAIRS = frozenset({"max", "min", "median", "nanmedian", "mode", "kthvalue"})


@dataclass(frozen=True)
class _Reduction:
    """``call`` reduces the ``axes`` of ``of`` and keeps them, as its argument ``keeps`` says."""

    call: ast.Call
    of: ast.expr
    axes: tuple[int, ...]
    keeps: ast.expr | ast.keyword


class UnnecessaryDimRetention(Rule):
    """``x.mean(1, keepdim=True).squeeze(1)``."""

    card = Card(
        name="unnecessary-dim-retention",
        title="Unnecessary Dim Retention",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor Inefficient Operations",
        summary="A reduction keeps an axis of size 1 with `keepdim=True`, and the next call squeezes that axis away.",
        explanation="""\
`keepdim=True` leaves a reduced axis in place with size 1, so that the result broadcasts against what it was
computed from: `x - x.mean(1, keepdim=True)`. Where `.squeeze(1)` follows, nobody wanted the axis. Two calls
say what none of them says alone, and with gradients on the graph has a node more. `x.mean(1)` is the same.

An axis of size 1 costs no memory, and this is a matter of clarity. That is why only the certain pair is
reported: the same axis, written out, kept and squeezed. Every other `keepdim=True` is left alone. Taking one
away that broadcasting needs raises an error at best; on a square matrix it silently computes something
else, and `(n, 1) - (n,)` becomes a matrix of n² numbers.""",
        consequences=("code that says something and takes it back", "one more view, and one more node in the graph"),
        practices=("Reduce without `keepdim` where the axis is not needed for broadcasting.",),
        bad="""\
import torch

x = torch.randn(32, 10, 8)
pooled = x.mean(dim=1, keepdim=True).squeeze(1)
print(pooled.shape, pooled.sum())
""",
        good="""\
import torch

x = torch.randn(32, 10, 8)
pooled = x.mean(dim=1)
print(pooled.shape, pooled.sum())
""",
        fix_safety=FixSafety.SAFE,
        severity=Severity.HINT,
        confidence=Confidence.HIGH,
        evidence="The mean of 4096 rows fills 16,384 bytes with and without the kept axis; with gradients on, "
        "keeping and squeezing it takes 3 graph nodes instead of 2 (torch 2.13, CPU).",
    )
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a squeeze of exactly the axes that the reduction before it has kept."""
        inner: ast.expr | None = node if isinstance(node, ast.Call) else None
        squeezed: list[int] = []
        while inner is not None and (step := _squeeze(inner, model)) is not None:
            inner, axes = step
            squeezed[:0] = axes
        found = _reduction(_behind(inner, model), model) if inner is not None and squeezed else None
        if inner is None or found is None or not _takes_back(found.axes, squeezed):
            return
        value = model.value(found.of)
        known = value.is_a(Kind.TENSOR)
        if known is Answer.NO or (known is Answer.UNKNOWN and not isinstance(found.keeps, ast.keyword)):
            return  # an array, or `True` as an argument of a method of something
        named = f"`{model.text(found.of)}` is a tensor, since its reduction takes `keepdim`"
        axis, stays = ("the axis", "stays") if len(found.axes) == 1 else ("the axes", "stay")
        yield self.finding(
            node,
            f"`keepdim` keeps {axis} that `squeeze` then takes away. Reduce without `keepdim`: the result is the same.",
            related=(Related(span_of(found.keeps), f"{axis} of size 1 {stays} because of this"),),
            assumptions=value.assumptions if known is Answer.YES else (named,),
            fix=_fix(node, inner, found, model),
        )


def _fix(whole: ast.AST, squeezed: ast.expr, found: _Reduction, model: Model) -> Fix | None:
    """Take ``keepdim`` out of the reduction, and away what stands around the expression that is squeezed."""
    front = Span(span_of(whole).start, span_of(squeezed).start)
    back = Span(span_of(squeezed).end, span_of(whole).end)
    before, after = model.source.slice(front), model.source.slice(back)
    if "#" in before + after or (before and "\n" in model.text(squeezed)):
        return None  # a comment that would be lost, or brackets that hold several lines together
    keeps = tuple(edits.remove_argument(model.source, found.call, found.keeps))
    around = tuple(Edit(span, "") for span in (front, back) if span.start != span.end)
    return Fix("Reduce without `keepdim`", Safety.SAFE, (*keeps, *around)) if keeps else None


def _squeeze(node: ast.expr, model: Model) -> tuple[ast.expr, tuple[int, ...]] | None:
    """What ``….squeeze(1)`` or ``torch.squeeze(…, 1)`` squeezes, and the axes, the outermost of them first."""
    match node:
        case ast.Call(func=function, args=[inner, axis], keywords=[]) if model.qualified(function) == "torch.squeeze":
            pass
        case ast.Call(func=ast.Attribute(value=inner, attr="squeeze"), args=[axis], keywords=[]):
            pass
        case ast.Call(func=ast.Attribute(value=inner, attr="squeeze"), args=[], keywords=[ast.keyword("dim", axis)]):
            pass
        case _:
            return None
    axes = _integers(axis)
    return (inner, tuple(sorted(axes, key=abs, reverse=True))) if axes else None


def _behind(node: ast.expr, model: Model) -> ast.expr:
    """What a variable of a function holds that is assigned once and read only here; else the expression itself."""
    if not isinstance(node, ast.Name) or model.structure.function(node) is None:
        return node
    bindings = model.names.bindings(node.id, node)
    scope = model.names.binding_scope(node.id, node)
    value = bindings[0].value if len(bindings) == 1 else None
    if value is None or scope is not model.structure.scope(node) or scope is not model.structure.scope(value):
        return node
    return value if list(model.flow.reads(node.id, scope)) == [node] else node


def _reduction(node: ast.expr, model: Model) -> _Reduction | None:
    """A reduction that keeps axes which are written out; of those that give a pair, one of the two."""
    picked = False
    match node:
        case (
            ast.Subscript(value=call, slice=ast.Constant(value=0 | 1))
            | ast.Attribute(value=call, attr="values" | "indices")
        ):
            node, picked = call, True
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    name, written = node.func.attr, model.qualified(node.func)
    positional = node.args if written is None else node.args[1:]
    if (written not in (None, f"torch.{name}")) or name not in _REDUCTIONS or (name in _PAIRS) is not picked:
        return None
    if any(isinstance(item, ast.Starred) for item in node.args) or (written is not None and not node.args):
        return None
    at, keeps_at = _REDUCTIONS[name]
    named = {item.arg: item for item in node.keywords}
    axis = named["dim"].value if "dim" in named else positional[at] if len(positional) > at else None
    keeps: ast.expr | ast.keyword | None = named.get("keepdim")
    if keeps is None and keeps_at is not None and len(positional) > keeps_at:
        keeps = positional[keeps_at]
    is_on = keeps.value if isinstance(keeps, ast.keyword) else keeps
    axes = _integers(axis) if axis is not None else ()
    if keeps is None or not axes or not (isinstance(is_on, ast.Constant) and is_on.value is True):
        return None
    return _Reduction(node, node.func.value if written is None else node.args[0], axes, keeps)


def _takes_back(kept: tuple[int, ...], squeezed: list[int]) -> bool:
    """Whether squeezing one axis after the other takes exactly those away that were kept.

    >>> _takes_back((-2, -1), [-1, -1]), _takes_back((2, 3), [2, 2]), _takes_back((1,), [-1])
    (True, True, False)
    """
    left = set(kept)
    for axis in squeezed:
        if axis not in left:
            return False
        left.remove(axis)
        step = -1 if axis >= 0 else 1  # the axes behind it, or before it, have another number now
        left = {other + step if abs(other) > abs(axis) else other for other in left}
    return not left


def _integers(node: ast.expr) -> tuple[int, ...]:
    """The axes that are written out: ``1``, ``-1``, ``(2, 3)``; none where anything else stands there."""
    parts = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    found: list[int] = []
    for part in parts:
        negative = isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub)
        number = part.operand if isinstance(part, ast.UnaryOp) and negative else part
        if not isinstance(number, ast.Constant) or type(number.value) is not int:
            return ()
        found.append(-number.value if negative else number.value)
    return tuple(found) if len({axis >= 0 for axis in found}) == 1 else ()
